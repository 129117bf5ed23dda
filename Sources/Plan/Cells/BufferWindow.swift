public import RouteModel

extension RAMLayout {
    /// Bytes that a place must have before a buffer is looked for there: some of it is the kernel's.
    static let slack: UInt64 = 64 << 20

    /// The addresses in which a buffer of this place may lie, from the first to the end of RAM there; nil where there
    /// is no RAM to speak of (less than 64 MiB; below 16 MiB whatever there is).
    ///
    /// - Parameter maskBits: Width of the device's streaming mask, 1 to 64.
    public func window(_ place: Place, maskBits: Int) -> Range<UInt64>? {
        guard (1...64).contains(maskBits) else { return nil }
        let mask = Device.mask(maskBits)
        let least = place == .below16M ? 1 : Self.slack
        guard let range = range(of: place, mask: mask, size: least) else { return nil }
        return range.lowerBound..<(range.upperBound + 1)
    }
}
