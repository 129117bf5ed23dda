/// Where a q35 machine puts its RAM, in guest-physical addresses.
///
/// From 2,816 MiB on, QEMU leaves 2 GiB below 4 GiB and puts the rest from 4 GiB up; a smaller RAM lies low as a whole
/// (QEMU hw/i386/pc_q35.c, pc_q35_init).
public struct RAMLayout: Hashable, Sendable {
    /// Where the RAM above 4 GiB begins.
    public static let highStart: UInt64 = 1 << 32
    static let sixteenMiB: UInt64 = 1 << 24
    /// From this much RAM on a part of it lies above 4 GiB.
    static let split: UInt64 = 0xb000_0000
    /// More than any machine has; keeps sums from overflowing.
    static let most: UInt64 = 1 << 52

    /// First address after the RAM below 4 GiB.
    public let lowEnd: UInt64
    /// First address after all RAM; equals ``lowEnd`` where nothing lies above 4 GiB.
    public let end: UInt64

    /// - Parameter ram: bytes of the machine; more than 2^52 counts as 2^52.
    public init(ram: UInt64) {
        let ram = min(ram, Self.most)
        if ram < Self.split {
            self.init(lowEnd: ram, high: 0)
        } else {
            self.init(lowEnd: 0x8000_0000, high: ram - 0x8000_0000)
        }
    }

    init(lowEnd: UInt64, high: UInt64) {
        self.lowEnd = lowEnd
        end = high == 0 ? lowEnd : Self.highStart + high
    }

    /// Addresses that a buffer in this place can have; nil where the machine has no such memory. One that is mixed lies in
    /// all of what its two parts have.
    /// - Parameters:
    ///   - mask: the device's streaming mask as highest address.
    ///   - size: bytes that must fit, at least 1.
    public func range(of place: Place, mask: UInt64, size: UInt64) -> ClosedRange<UInt64>? {
        let low: UInt64
        let high: UInt64
        switch place {
        case .mixed:
            guard let near = range(of: .below4G, mask: mask, size: size),
                let far = range(of: .above4G, mask: mask, size: size)
            else { return nil }
            return near.lowerBound...far.upperBound
        case .below16M: (low, high) = (0, min(Self.sixteenMiB, lowEnd))
        case .below4G: (low, high) = (Self.sixteenMiB, lowEnd)
        case .above4G: (low, high) = (Self.highStart, end)
        case .aboveMask:
            guard mask < end else { return nil }
            let first = mask + 1
            low = end > lowEnd && first >= lowEnd ? max(first, Self.highStart) : first
            high = end
        }
        guard low < high, high - low >= max(size, 1) else { return nil }
        return low...(high - 1)
    }
}
