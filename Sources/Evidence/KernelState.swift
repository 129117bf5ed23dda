/// What a boot's kernel says of itself besides the routes: its pool's state, read from its memory, and its log.
public struct KernelState: Hashable, Sendable {
    /// The state of the SWIOTLB pool, or why it is not known.
    public var pool: PoolReading
    /// What the log says is active, such as `AMD SME`.
    public var encryption: String?
    /// Whether the log tells of a bounce under memory encryption.
    public var tellsOfBounces: Bool

    public init(pool: PoolReading, encryption: String?, tellsOfBounces: Bool = false) {
        self.pool = pool
        self.encryption = encryption
        self.tellsOfBounces = tellsOfBounces
    }

    /// - Parameter log: the kernel's, a line each.
    public init(log: [String], pools: [PoolRecord], facts: GuestFacts) {
        self.init(
            pool: PoolReading(
                pools, slots: facts.areWhole ? facts.poolSlots ?? 0 : nil,
                range: log.lazy.compactMap(KernelMessages.pool).first),
            encryption: log.lazy.compactMap(KernelMessages.encryption).first,
            tellsOfBounces: log.contains(where: KernelMessages.tellsOfBounces))
    }
}

extension KernelMessages {
    /// Said once, at the first bounce under memory encryption (kernel/dma/swiotlb.c, swiotlb_tbl_map_single).
    static func tellsOfBounces(_ line: String) -> Bool {
        line.contains("Memory encryption is active and system is using DMA bounce buffers")
    }
}
