/// What a caller's DMA_ATTR_* change, and registers in the place of memory.
enum AttributeRules {
    static let direct = cite("kernel/dma/direct.h:dma_direct_map_phys", from: .v72).then(
        "kernel/dma/direct.c:dma_direct_map_phys", from: .v73)

    static let unknown = RuleSpec(
        slot: .modelledAttributes, id: "scope/no-attributes",
        says: "Of the attributes that a request may have here this release has DMA_ATTR_FORCE_CONTIGUOUS alone.",
        no: "This release does not have the attribute that the request asks for.",
        cite: cite("include/linux/dma-mapping.h:DMA_ATTR_PRIVILEGED", through: .v612),
        body: .decision { $0.attributes.isSubset(of: .forceContiguous) })

    static let unknownButMMIO = RuleSpec(
        slot: .modelledAttributes, id: "scope/no-attributes-but-mmio",
        says: "Of the attributes that a request may have here this release has DMA_ATTR_FORCE_CONTIGUOUS and "
            + "DMA_ATTR_MMIO alone.",
        no: "This release does not have the attribute that the request asks for.",
        cite: cite("include/linux/dma-mapping.h:DMA_ATTR_MMIO", from: .v618, through: .v618),
        body: .decision { $0.attributes.isSubset(of: [.forceContiguous, .mmio]) })

    static let forceRefusesAloud = RuleSpec(
        slot: .forceRefusesAloud, id: "dma-direct/force-refuses-aloud",
        says: "Where bouncing is forced, registers are refused with the warning of an address out of reach.",
        yes: "Bouncing is forced on registers, which are refused with a warning.",
        no: "Nothing forces a copy of registers.",
        cite: cite("kernel/dma/direct.h:dma_direct_map_phys", from: .v618, through: .v618),
        effect: .refuses(when: true), body: .decision { $0[.forceBounce] && $0.kind == .mapResource })

    static let pageIsNoMMIO = RuleSpec(
        slot: .pageIsNoMMIO, id: "dma-api/page-is-no-mmio",
        says: "dma_map_page() refuses DMA_ATTR_MMIO: a page is memory.",
        yes: "The caller calls a page MMIO, which is refused.", no: "The caller does not call a page MMIO.",
        cite: cite("kernel/dma/mapping.c:dma_map_page_attrs", from: .v618),
        effect: .refuses(when: true), body: .decision { $0.attributes.contains(.mmio) })

    static let forceRefuses = RuleSpec(
        slot: .forceRefuses, id: "dma-direct/force-refuses",
        says:
            "Where bouncing is forced, what must not be copied is refused without a word: registers, and memory whose "
            + "caller requires coherence.",
        yes: "Bouncing is forced on what must not be copied, which is refused without a word.",
        no: "Nothing forces a copy that must not be made.", cite: direct,
        effect: .refuses(when: true),
        body: .decision {
            $0[.forceBounce] && ($0.kind == .mapResource || $0.attributes.contains(.requireCoherent))
        })

    static let sharedUnbounced = RuleSpec(
        slot: .sharedUnbounced, id: "dma-direct/cc-shared-unbounced",
        says: "A buffer that its caller calls shared is never bounced, forced or not.",
        yes: "The caller calls the buffer shared, so it is not bounced.", no: "The buffer may be bounced.",
        cite: cite("kernel/dma/direct.h:dma_direct_map_phys", from: .v72, through: .v72),
        effect: .forbidsCopy(when: true), body: .decision { $0.attributes.contains(.ccShared) })

    static let sharedNeedsForce = RuleSpec(
        slot: .sharedNeedsForce, id: "dma-direct/cc-shared-needs-force",
        says: "A buffer that its caller calls shared is refused without a word where bouncing is not forced.",
        yes: "The caller calls the buffer shared where bouncing is not forced, which is refused without a word.",
        no: "Bouncing is forced, so a shared buffer is taken.",
        cite: cite("kernel/dma/direct.h:dma_direct_map_phys", from: .v72, through: .v72),
        effect: .refuses(when: true), body: .decision { $0.attributes.contains(.ccShared) && !$0[.forceBounce] })

    static let coherentUnbounced = RuleSpec(
        slot: .coherentUnbounced, id: "dma-direct/require-coherent-unbounced",
        says: "A buffer whose caller requires coherence is refused rather than bounced.",
        yes: "The caller requires coherence, so the buffer is not bounced.", no: "The buffer may be bounced.",
        cite: direct, effect: .refuses(when: true), body: .decision { $0.attributes.contains(.requireCoherent) })

    static let mmioShared = RuleSpec(
        slot: .mmioShared, id: "dma-direct/mmio-shared-on-hosts",
        says: "On a host with encrypted memory registers count as shared.",
        yes: "The kernel is a host's, so the registers count as shared.",
        no: "The kernel is a guest's, so the registers count as shared only if the caller says so.",
        cite: cite("kernel/dma/direct.c:dma_direct_map_phys", from: .v73),
        effect: .forbidsCopy(when: false), body: .decision { $0[.encrypts] && $0.encryption == .sme })

    static let sharedRefused = RuleSpec(
        slot: .sharedRefused, id: "dma-iommu/cc-shared-refused",
        says: "Behind dma-iommu a buffer that its caller calls shared is refused without a word, but in a scatterlist, "
            + "where nothing looks.",
        yes: "The caller calls the buffer shared, which is refused behind dma-iommu.",
        no: "Nothing looks whether the buffer is called shared.",
        cite: cite("kernel/dma/mapping.c:dma_map_phys", from: .v72),
        effect: .refuses(when: true), body: .decision { $0.attributes.contains(.ccShared) && $0.kind != .mapSG })

    static let iommuCoherentUnbounced = RuleSpec(
        slot: .iommuCoherentUnbounced, id: "dma-iommu/require-coherent-unbounced",
        says:
            "Behind dma-iommu a buffer whose caller requires coherence is refused without a word rather than bounced.",
        yes: "The caller requires coherence, so the buffer is not bounced.", no: "The buffer may be bounced.",
        cite: cite("drivers/iommu/dma-iommu.c:iommu_dma_map_phys", from: .v72),
        effect: .refuses(when: true), body: .decision { $0.attributes.contains(.requireCoherent) })
}
