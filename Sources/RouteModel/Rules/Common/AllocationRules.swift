/// Coherent allocations on the direct path; they may block (GFP_KERNEL).
enum AllocationRules {
    static let fromPool = RuleSpec(
        slot: .allocFromPool, id: "alloc/from-pool",
        says: "Allocations never come from the default pool, forced or not: only restricted pools serve them.",
        yes: "The pool serves allocations.", no: "The pool does not serve allocations.",
        cite: cite("kernel/dma/direct.c:dma_direct_alloc_swiotlb"), body: .decision { _ in false })

    static let order = RuleSpec(
        slot: .allocOrder, id: "alloc/order",
        says: "The page allocator has no block larger than 4 MiB.",
        yes: "The page allocator has blocks of this size.", no: "The page allocator has no block of this size.",
        cite: cite("mm/page_alloc.c:__alloc_pages")
            .then("mm/page_alloc.c:__alloc_pages_noprof", from: .v612)
            .then("mm/page_alloc.c:__alloc_frozen_pages_noprof", from: .v618)
            .then("mm/page_alloc.c:alloc_order_allowed", from: .v73),
        effect: .refuses(when: false), body: .decision { $0.size <= largest($0) })

    /// Bytes of the page allocator's largest block (MAX_PAGE_ORDER).
    private static func largest(_ situation: Situation) -> UInt64 { situation.pageSize << 10 }

    static let block = RuleSpec(
        slot: .allocBlock, id: "alloc/atomic-block",
        says: "What may not sleep and is larger than 32 KiB (PAGE_ALLOC_COSTLY_ORDER) depends on a free block.",
        yes: "The allocation may not sleep, so it depends on a free block of its size.",
        no: "The allocation does not depend on a free block.",
        cite: cite("mm/page_alloc.c:__alloc_pages_slowpath"),
        effect: .refuses(when: true), body: .judgement { RuleAnswer($0.atomic && $0.size > 32 << 10) },
        onlyPermits: true)

    /// Bytes that an atomic pool has in one piece from the beginning: 128 KiB at the least, or the size of
    /// coherent_pool= as a block (kernel/dma/pool.c:dma_atomic_pool_init, atomic_pool_expand).
    private static func firstPiece(_ situation: Situation) -> UInt64 {
        let asked = situation.options.coherentPool
        let usual: UInt64 = 128 << 10
        guard asked > 0, asked < usual else { return usual }
        return 1 << UInt64(64 - (max(asked, situation.pageSize) - 1).leadingZeroBitCount)
    }

    static let fromAtomicPool = RuleSpec(
        slot: .atomicPool, id: "alloc/atomic-pool",
        says: "Unencrypted memory that must not sleep comes from an atomic pool, decrypted beforehand.",
        yes: "The allocation comes from an atomic pool.", no: "The allocation needs no atomic pool.",
        cite: cite("kernel/dma/direct.c:dma_direct_alloc").then("kernel/dma/direct.c:dma_direct_use_pool", from: .v72),
        body: .decision { $0.atomic && $0[.forceUnencrypted] })

    static let pagesBroken = RuleSpec(
        slot: .modelledPages, id: "scope/atomic-pages",
        says: "dma_alloc_pages() gives pages, whether they come from an atomic pool or not.",
        no: "dma_alloc_pages() hands out the atomic pool's virtual address for a page, so what follows is anything.",
        cite: cite("kernel/dma/direct.c:dma_direct_alloc_pages", from: .v618, through: .v618),
        body: .decision { _ in false })

    static let atomicPoolHolds = RuleSpec(
        slot: .atomicPoolHolds, id: "alloc/atomic-pool-holds",
        says: "An atomic pool begins with 128 KiB a GiB of RAM, at least 128 KiB, or with coherent_pool=, and grows by "
            + "pieces of up to 4 MiB as it is used.",
        yes: "The atomic pool holds as much.", no: "The atomic pool holds less.",
        cite: cite("kernel/dma/pool.c:atomic_pool_resize"),
        effect: .refuses(when: false),
        body: .judgement {
            if $0.size > largest($0) { return .no }
            return $0.size <= firstPiece($0) ? .yes : .open(.atomicPoolRoom)
        })

    static let zone = RuleSpec(
        slot: .allocZone, id: "alloc/zone-retry",
        says: "A page beyond the coherent mask is given back for one of ZONE_DMA32, then of ZONE_DMA (16 MiB).",
        yes: "A zone lies within the coherent mask.", no: "No zone lies within the coherent mask.",
        cite: cite("kernel/dma/direct.c:__dma_direct_alloc_pages"),
        effect: .refuses(when: false), body: .decision { $0.found.limit >= min($0.layout.end &- 1, $0.zoneDMA) })

    static let unencrypted = RuleSpec(
        slot: .allocUnencrypted, id: "alloc/unencrypted",
        says: "Memory is decrypted for a device that needs unencrypted memory.",
        yes: "The memory is decrypted for the device.", no: "The memory stays as it is.",
        cite: cite("kernel/dma/direct.c:dma_direct_alloc"), body: .decision { $0[.forceUnencrypted] })
}
