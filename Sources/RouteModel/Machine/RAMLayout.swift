/// Where a machine's RAM lies, in guest-physical addresses.
public struct RAMLayout: Hashable, Sendable {
    /// Where the RAM above 4 GiB begins.
    public static let highStart = MemoryMap.highStart
    /// Below it lies what the oldest devices reach.
    static let sixteenMiB: UInt64 = 1 << 24

    /// First address of RAM.
    public let start: UInt64
    /// First address after the RAM below 4 GiB.
    public let lowEnd: UInt64
    /// First address after all RAM; equals ``lowEnd`` where nothing lies above 4 GiB.
    public let end: UInt64

    /// - Parameters:
    ///   - ram: bytes of the machine; more than 2^52 counts as 2^52.
    ///   - map: the machine's.
    public init(ram: UInt64, in map: MemoryMap = Architecture.usual.memoryMap) {
        let ram = min(ram, MemoryMap.most)
        if ram < map.split {
            self.init(start: map.start, lowEnd: map.start + ram, high: 0)
        } else {
            self.init(start: map.start, lowEnd: map.start + map.lowWhenSplit, high: ram - map.lowWhenSplit)
        }
    }

    init(start: UInt64, lowEnd: UInt64, high: UInt64) {
        self.start = start
        self.lowEnd = lowEnd
        end = high == 0 ? lowEnd : Self.highStart + high
    }

    /// Bytes above 4 GiB.
    var high: UInt64 { end > lowEnd ? end - Self.highStart : 0 }

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
        case .below16M: (low, high) = (start, min(Self.sixteenMiB, lowEnd))
        case .below4G: (low, high) = (max(Self.sixteenMiB, start), lowEnd)
        case .above4G: (low, high) = (Self.highStart, end)
        case .aboveMask:
            guard mask < end else { return nil }
            let first = max(mask + 1, start)
            low = end > lowEnd && first >= lowEnd ? max(first, Self.highStart) : first
            high = end
        }
        guard low < high, high - low >= max(size, 1) else { return nil }
        return low...(high - 1)
    }
}
