import RouteModel

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
        let encryption = log.lazy.compactMap(KernelMessages.encryption).first
        self.init(
            pool: PoolReading(
                Self.own(pools, isEncrypting: encryption != nil), slots: facts.areWhole ? facts.poolSlots ?? 0 : nil,
                range: log.lazy.compactMap(KernelMessages.pool).first),
            encryption: encryption,
            tellsOfBounces: log.contains(where: KernelMessages.tellsOfBounces))
    }
}

extension KernelState {
    /// Those that were read of the memory in which this kernel keeps its own data; all where none was.
    static func own(_ pools: [PoolRecord], isEncrypting: Bool) -> [PoolRecord] {
        let own = pools.filter { $0.store == (isEncrypting ? .encrypted : .plain) }
        return own.isEmpty ? pools : own
    }

    /// Why what was read of the pool belies the boot's other evidence; nil where it bears that out, or where nobody read the
    /// memory in which the pool's state stands.
    public func damage(by pools: [PoolRecord]) -> String? {
        guard case .unread(let why) = pool,
            pools.contains(where: { $0.store == (encryption == nil ? .plain : .encrypted) })
        else { return nil }
        return why
    }
}

extension KernelMessages {
    /// Said once, at the first bounce under memory encryption (kernel/dma/swiotlb.c, swiotlb_tbl_map_single).
    static func tellsOfBounces(_ line: String) -> Bool {
        line.contains("Memory encryption is active and system is using DMA bounce buffers")
    }
}
