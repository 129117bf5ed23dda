/// What brings bytes across between a buffer and its copy, once it is mapped.
enum SyncRules {
    static let unmapCopies = RuleSpec(
        slot: .unmapCopies, id: "swiotlb/unmap-copies",
        says:
            "The unmap copies what the device wrote back into the buffer, unless it has DMA_ATTR_SKIP_CPU_SYNC or the "
            + "mapping is for reading.",
        yes: "The unmap copies what the device wrote back into the buffer.",
        no: "The unmap has DMA_ATTR_SKIP_CPU_SYNC or the mapping is for reading, so nothing is copied back.",
        cite: cite("kernel/dma/swiotlb.c:swiotlb_tbl_unmap_single", through: .v61).then(
            "kernel/dma/direct.h:dma_direct_unmap_page", from: .v612, through: .v618
        ).then(
            "kernel/dma/direct.h:dma_direct_unmap_phys", from: .v72),
        body: .decision { $0.sync == .atEnds && !$0.isLate && !$0.isBackwards })

    /// The entry goes at once. What an IOMMU remembers of it goes at once or, with a flush queue, within 10 ms
    /// (IOMMU_DEFAULT_FQ_TIMEOUT), and an `edu` takes 100 ms.
    static let translatesUnmapped = RuleSpec(
        slot: .translatesUnmapped, id: "dma-iommu/unmapped-refused",
        says: "An IOMMU refuses an address that was unmapped, once its flush queue is emptied.",
        yes: "The IOMMU still translates an address that was unmapped.",
        no: "The IOMMU refuses an address that was unmapped.",
        cite: cite("drivers/iommu/dma-iommu.c:__iommu_dma_unmap"),
        body: .decision { _ in false })

    static let writesReadOnly = RuleSpec(
        slot: .writesReadOnly, id: "dma-iommu/read-only-kept",
        says: "Behind a domain that translates, a device cannot write what is mapped for it to read.",
        yes: "The device may write what is mapped for it to read.",
        no: "The page-table entry lets the device read alone, so the IOMMU refuses what it writes.",
        cite: cite("drivers/iommu/dma-iommu.c:dma_info_to_prot"),
        body: .decision { _ in false })

    static let syncCopies = RuleSpec(
        slot: .syncCopies, id: "swiotlb/sync-copies",
        says:
            "dma_sync_*() of a bounced mapping copies the bytes that it is asked for, between the buffer and the pool.",
        yes: "dma_sync_*() copies the bytes that it is asked for.", no: "Nobody asks for a copy by dma_sync_*().",
        cite: cite("kernel/dma/swiotlb.c:swiotlb_sync_single_for_cpu", through: .v61).then(
            "kernel/dma/swiotlb.c:__swiotlb_sync_single_for_cpu", from: .v612),
        body: .decision { $0.sync == .whole || $0.sync == .half })
}
