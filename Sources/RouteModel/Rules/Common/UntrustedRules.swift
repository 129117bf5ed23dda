/// Bouncing behind dma-iommu, which keeps devices that are not trusted from seeing what else lies on a page.
enum UntrustedRules {
    static let bounces = RuleSpec(
        slot: .iommuBounces, id: "dma-iommu/bounces",
        says: "dma-iommu bounces parts of pages for devices that are not trusted, and nothing else; swiotlb=force does "
            + "not reach it.",
        yes: "dma-iommu bounces a part of a page for a device that is not trusted.",
        no: "dma-iommu does not bounce whole pages, registers, or for a trusted device.",
        cite: cite("drivers/iommu/dma-iommu.c:dev_use_swiotlb"),
        effect: .asksForCopy(when: true),
        body: .judgement { situation in
            guard situation.untrusted, situation.kind.hasPlace else { return .no }
            if situation.hasPartsOfPages { return .yes }
            return situation.seenInParts.map { .byFact(.bufferAligned, $0) } ?? .open(.bufferAligned)
        })

    static let bouncesPartly = RuleSpec(
        slot: .iommuBouncesPartly, id: "dma-iommu/sg-by-segment",
        says: "Each segment of a scatterlist of a device that is not trusted is bounced or not by itself.",
        yes: "Segments that are whole pages are not bounced.", no: "Every segment is bounced.",
        cite: cite("drivers/iommu/dma-iommu.c:iommu_dma_map_sg_swiotlb"),
        body: .judgement { RuleAnswer($0.isBouncedPartly) }, onlyPermits: true)
}
