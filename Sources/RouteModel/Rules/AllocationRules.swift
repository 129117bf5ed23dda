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
        cite: [
            .v61: "6.1:mm/page_alloc.c:__alloc_pages", .v612: "6.12:mm/page_alloc.c:__alloc_pages_noprof",
            .v618: "6.18:mm/page_alloc.c:__alloc_frozen_pages_noprof",
            .v72: "7.2:mm/page_alloc.c:__alloc_frozen_pages_noprof", .v73: "7.3:mm/page_alloc.c:alloc_order_allowed",
        ],
        body: .decision { $0.size <= 4096 << 10 })

    /// Bytes of an atomic pool in a machine of up to 1 GiB (kernel/dma/pool.c:dma_atomic_pool_init).
    static let atomicPool: UInt64 = 128 << 10

    static let fromAtomicPool = RuleSpec(
        slot: .atomicPool, id: "alloc/atomic-pool",
        says: "Unencrypted memory that must not sleep comes from an atomic pool, decrypted beforehand.",
        yes: "The allocation comes from an atomic pool.", no: "The allocation needs no atomic pool.",
        cite: cite("kernel/dma/direct.c:dma_direct_alloc", "kernel/dma/direct.c:dma_direct_use_pool"),
        body: .decision { $0.atomic && $0[.forceUnencrypted] })

    static let atomicPoolHolds = RuleSpec(
        slot: .atomicPoolHolds, id: "alloc/atomic-pool-holds",
        says: "An atomic pool holds 128 KiB a GiB of RAM, in one piece no more, and what is larger is not to be had.",
        yes: "The atomic pool holds as much.", no: "The atomic pool holds less.",
        cite: cite("kernel/dma/pool.c:dma_alloc_from_pool"), body: .decision { $0.size <= atomicPool })

    static let zone = RuleSpec(
        slot: .allocZone, id: "alloc/zone-retry",
        says: "A page beyond the coherent mask is given back for one of ZONE_DMA32, then of ZONE_DMA (16 MiB).",
        yes: "A zone lies within the coherent mask.", no: "No zone lies within the coherent mask.",
        cite: cite("kernel/dma/direct.c:__dma_direct_alloc_pages"),
        body: .decision { $0.found.limit >= min($0.layout.end &- 1, Situation.mask(24)) })

    static let unencrypted = RuleSpec(
        slot: .allocUnencrypted, id: "alloc/unencrypted",
        says: "Memory is decrypted for a device that needs unencrypted memory.",
        yes: "The memory is decrypted for the device.", no: "The memory stays as it is.",
        cite: cite("kernel/dma/direct.c:dma_direct_alloc"), body: .decision { $0[.forceUnencrypted] })
}

/// Mappings and allocations behind a translating domain.
enum TranslationRules {
    /// Address width of QEMU's intel-iommu by default.
    private static let width = 39

    static let aperture = RuleSpec(
        slot: .aperture, id: "dma-iommu/aperture",
        says: "An IOVA passes neither the mask nor the domain's aperture: 39 bits with Intel's IOMMU, all 64 else.",
        cite: cites("drivers/iommu/dma-iommu.c:iommu_dma_alloc_iova", .v61, .v612),
        body: .quantity(
            { $0.viommu == .intel ? min($0.found.limit, Situation.mask(width)) : $0.found.limit }, wrong: { $1 >> 1 }))

    /// AMD's levels are counted while the IVRS is read. QEMU 7.2 writes an IVHD of type 10h alone (build_amd_iommu of
    /// hw/i386/acpi-build.c), which does not hold the extended features, and Linux reads their register only later: it
    /// goes by none, which stands for four levels.
    static let apertureByLevels = RuleSpec(
        slot: .aperture, id: "dma-iommu/aperture-by-levels",
        says: "An IOVA passes neither the mask nor the domain's aperture: 39 bits with Intel's IOMMU, 48 with AMD's, "
            + "whose levels Linux takes from an IVRS that tells none of them, and all 64 with virtio's.",
        cite: cites("drivers/iommu/amd/init.c:early_amd_iommu_init", .v618, .v72, .v73),
        body: .quantity(
            { situation in
                switch situation.viommu {
                case .intel: min(situation.found.limit, Situation.mask(width))
                case .amd: min(situation.found.limit, Situation.mask(48))
                case .none, .virtio: situation.found.limit
                }
            }, wrong: { $1 >> 1 }))

    static let bounces = RuleSpec(
        slot: .iommuBounces, id: "dma-iommu/bounces",
        says: "dma-iommu bounces only for untrusted devices; swiotlb=force does not reach it.",
        yes: "dma-iommu bounces this.", no: "dma-iommu does not bounce for a trusted device.",
        cite: cite("drivers/iommu/dma-iommu.c:dev_use_swiotlb"), body: .decision { _ in false })

    static let room = RuleSpec(
        slot: .iovaRoom, id: "dma-iommu/iova-room",
        says: "IOVAs are aligned to their size rounded up to a power of two, and page 0 is never used.",
        yes: "There is room among the IOVAs.", no: "There is no room among the IOVAs.",
        cite: cite("drivers/iommu/iova.c:__alloc_and_insert_iova_range"),
        body: .judgement { situation in
            // A streaming buffer need not begin on a page, nor do its segments.
            let spill = situation.kind == .allocCoherent ? 0 : UInt64(max(situation.segments, 1)) &* 4096
            guard let least = block(situation.size, spill: 0), let most = block(situation.size, spill: spill) else {
                return .no
            }
            // Addresses within the limit, in quarters so that 2^64 of them need no wider type.
            let quarter = situation.found.limit / 4 + (situation.found.limit & 3 == 3 ? 1 : 0)
            // Host bridge windows, from the end of low RAM on, are reserved among the IOVAs too.
            let certain = min(quarter, situation.layout.lowEnd / 4)
            return most <= certain ? .yes : least / 4 >= quarter ? .no : .open(.iovaRoom)
        })

    static let scattered = RuleSpec(
        slot: .allocScattered, id: "dma-iommu/alloc-scattered",
        says: "An allocation that may block is gathered from pages anywhere, so no block size limits it.",
        yes: "The allocation is gathered from pages.", no: "The allocation needs one block.",
        cite: cite("drivers/iommu/dma-iommu.c:iommu_dma_alloc"), body: .decision { !$0.atomic })

    static let allocShared = RuleSpec(
        slot: .allocShared, id: "dma-iommu/alloc-shared",
        says: "An allocation that must be unencrypted is not supported behind dma-iommu.",
        yes: "The allocation must be unencrypted, which dma-iommu does not support.",
        no: "The allocation need not be unencrypted.",
        cite: cites("drivers/iommu/dma-iommu.c:iommu_dma_alloc", .v73), body: .decision { $0[.forceUnencrypted] })

    /// Power of two that holds this many bytes in whole pages; nil when absurdly large.
    private static func block(_ bytes: UInt64, spill: UInt64) -> UInt64? {
        let sum = bytes.addingReportingOverflow(spill)
        guard !sum.overflow, sum.partialValue <= 1 << 52 else { return nil }
        return 1 << (64 - UInt64((max(sum.partialValue, 4096) - 1).leadingZeroBitCount))
    }
}
