/// Mappings and allocations behind a translating domain.
enum TranslationRules {
    static let room = RuleSpec(
        slot: .iovaRoom, id: "dma-iommu/iova-room",
        says: "IOVAs are aligned to their size rounded up to a power of two, and page 0 is never used.",
        yes: "There is room among the IOVAs.", no: "There is no room among the IOVAs.",
        cite: cite("drivers/iommu/iova.c:__alloc_and_insert_iova_range"),
        effect: .refuses(when: false),
        body: .judgement { situation in
            guard let holds = capacity(situation).holds(situation.mappings) else { return .open(.iovaRoom) }
            if holds { return .yes }
            // What its driver holds itself is no fault of the kernel's: a refusal for it is one for want of room.
            return situation.held == 0 ? .no : .byFact(.iovaRoom, false)
        })

    /// Mappings of the request's size for which there are IOVAs at a time, at most and at least: the block at address 0 is
    /// never used, what is unmapped may wait for the flush queue, and host bridge windows, from the end of low RAM on, are
    /// reserved too. A quarter of what is left is certain.
    static func capacity(_ situation: Situation) -> Capacity {
        guard let block = block(situation, spill: 0), let most = most(situation) else {
            return Capacity(most: 0, least: 0)
        }
        // Addresses within the limit, in quarters so that 2^64 of them need no wider type.
        let quarter = situation.found.limit / 4 + (situation.found.limit & 3 == 3 ? 1 : 0)
        return Capacity(
            most: max(quarter / max(block / 4, 1), 1) - 1, least: min(quarter, situation.layout.lowEnd / 4) / most)
    }

    static let lowFirst = RuleSpec(
        slot: .lowFirst, id: "dma-iommu/32-bits-first",
        says: "Unless iommu.forcedac is on, IOVAs above 4 GiB are handed out only when those below are used up.",
        cite: cite("drivers/iommu/dma-iommu.c:iommu_dma_alloc_iova"),
        body: .quantity(
            { situation in
                let (limit, low) = (situation.found.limit, Device.mask(32))
                guard limit > low, !situation[.forcedacAsked] else { return limit }
                return most(situation).map { situation.mappings <= situation.layout.lowEnd / 4 / $0 } ?? false
                    ? low : limit
            }, wrong: { $0.found.limit == $1 ? $1 >> 1 : $0.found.limit }))

    /// Bytes of IOVAs that one mapping takes at most; nil when absurdly many.
    private static func most(_ situation: Situation) -> UInt64? {
        // A streaming buffer need not begin on a page, nor do its segments.
        block(
            situation,
            spill: situation.kind.allocates ? 0 : UInt64(max(situation.segments, 1)) &* situation.pageSize)
    }

    static let scattered = RuleSpec(
        slot: .allocScattered, id: "dma-iommu/alloc-scattered",
        says:
            "An allocation that may block is gathered from pages anywhere, so no block size limits it, unless it is "
            + "alloc-pages or its caller wants it contiguous (DMA_ATTR_FORCE_CONTIGUOUS).",
        yes: "The allocation is gathered from pages.", no: "The allocation needs one block.",
        cite: cite("drivers/iommu/dma-iommu.c:iommu_dma_alloc"),
        body: .decision {
            !$0.atomic && $0.kind != .allocPages && !$0.attributes.contains(.forceContiguous)
        })

    static let allocShared = RuleSpec(
        slot: .allocShared, id: "dma-iommu/alloc-shared",
        says: "A coherent allocation that must be unencrypted is not supported behind dma-iommu.",
        yes: "The allocation must be unencrypted, which dma-iommu does not support.",
        no: "The allocation need not be unencrypted.",
        cite: cite("drivers/iommu/dma-iommu.c:iommu_dma_alloc", from: .v73), effect: .refuses(when: true),
        body: .decision { $0[.forceUnencrypted] })

    static let allocDecrypted = RuleSpec(
        slot: .allocDecrypted, id: "dma-iommu/alloc-decrypted",
        says: "Behind dma-iommu nobody asks whether the memory of an allocation must be decrypted for the device.",
        yes: "The memory is decrypted for the device.",
        no: "The memory stays encrypted: behind dma-iommu nobody asks whether the device needs it decrypted.",
        cite: cite("drivers/iommu/dma-iommu.c:iommu_dma_alloc", from: .v612).then(
            "drivers/iommu/dma-iommu.c:iommu_dma_alloc_noncontiguous", from: .v73),
        body: .decision { _ in false })

    static let privateUnasked = RuleSpec(
        slot: .guestIOMMU, id: "dma-iommu/private-memory-unasked",
        says:
            "dma-iommu maps memory as it is: nobody asks whether it is private to the guest, where no IOMMU lets a device "
            + "in.",
        yes: "The memory is private to the guest, so dma-iommu does not map it as it is.",
        no: "The memory is private to the guest, and dma-iommu maps it as it is: nobody asks.",
        cite: cite("drivers/iommu/dma-iommu.c:dev_use_swiotlb", from: .v612),
        body: .decision { _ in false })

    /// Power of two that holds the request in whole pages; nil when absurdly large.
    private static func block(_ situation: Situation, spill: UInt64) -> UInt64? {
        let sum = situation.size.addingReportingOverflow(spill)
        guard !sum.overflow, sum.partialValue <= 1 << 52 else { return nil }
        return 1 << (64 - UInt64((max(sum.partialValue, situation.pageSize) - 1).leadingZeroBitCount))
    }
}
