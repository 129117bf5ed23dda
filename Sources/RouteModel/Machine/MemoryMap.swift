/// Where a machine puts RAM of any size, in guest-physical addresses: in one piece, or with a hole before 4 GiB.
public struct MemoryMap: Hashable, Sendable {
    /// Where RAM begins.
    public let start: UInt64
    /// From this much RAM on, bytes, a part of it lies above 4 GiB.
    public let split: UInt64
    /// Bytes that then lie below 4 GiB.
    public let lowWhenSplit: UInt64
    /// Bytes at the end of a smaller RAM that firmware keeps for its tables at most.
    public let firmwareTables: UInt64

    /// Where the RAM above 4 GiB begins.
    public static let highStart: UInt64 = 1 << 32
    /// More bytes than any machine has; keeps sums from overflowing.
    static let most: UInt64 = 1 << 52

    /// RAM of the machine whose last byte of RAM that the kernel may use is this one.
    ///
    /// Firmware's tables stand behind the last of a RAM that lies low as a whole; it is rounded up to whole MiB.
    public func ram(endingAt last: UInt64) -> UInt64 {
        if last >= Self.highStart, last < Self.most { return last - Self.highStart + 1 + lowWhenSplit }
        return (min(last, start + split - firmwareTables - 1) | 0xf_ffff) + 1 - start
    }
}
