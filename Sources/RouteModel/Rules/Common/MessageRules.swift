/// What the kernel says when it refuses, and when it has said it already.
enum MessageRules {
    static let sitePerCaller = RuleSpec(
        slot: .overflowSite, id: "message/overflow-site-per-caller",
        says: "The overflow warning stands once for pages, once for scatterlists and once for registers, and each copy "
            + "speaks once.",
        cite: cite("kernel/dma/direct.h:dma_direct_map_page", through: .v612),
        body: .quantity({ $0.kind == .mapSG ? 1 : $0.kind == .mapResource ? 2 : 0 }, wrong: { _, _ in 0 }))

    static let sitePerPhysCaller = RuleSpec(
        slot: .overflowSite, id: "message/overflow-site-per-phys-caller",
        says: "The overflow warning is inlined twice, for scatterlists and for all else, and each copy speaks once.",
        cite: cite("kernel/dma/direct.h:dma_direct_map_phys", from: .v618, through: .v72),
        body: .quantity({ $0.kind == .mapSG ? 1 : 0 }, wrong: { _, _ in 0 }))

    static let siteShared = RuleSpec(
        slot: .overflowSite, id: "message/overflow-site-shared",
        says: "The overflow warning stands in one place for all mappings and speaks once.",
        cite: cite("kernel/dma/direct.c:dma_direct_map_phys", from: .v73),
        body: .quantity({ _ in 0 }, wrong: { situation, _ in situation.kind == .mapSG ? 1 : 0 }))

    static let overflow = RuleSpec(
        slot: .overflowSaid, id: "message/overflow-once",
        says: "dev_WARN_ONCE speaks once a boot at each call site.",
        yes: "This call site has spoken before, so the refusal is silent.",
        no: "This call site has not spoken before, so the kernel warns.",
        cite: cite("kernel/dma/direct.h:dma_direct_map_page")
            .then("kernel/dma/direct.h:dma_direct_map_phys", from: .v618)
            .then("kernel/dma/direct.c:dma_direct_map_phys", from: .v73),
        body: .judgement { situation in
            situation.facts.saidBefore.map {
                .byFact(.saidOverflow, $0.overflowSites & (1 << UInt8(situation.found.site)) != 0)
            }
                ?? .open(.saidOverflow)
        })

    static let swiotlbOverflow = RuleSpec(
        slot: .swiotlbOverflowSaid, id: "message/swiotlb-overflow-once",
        says: "swiotlb_map() warns of a pool out of reach once a boot.",
        yes: "The warning was given before, so the refusal is silent.",
        no: "The warning was not given before, so the kernel gives it.",
        cite: cite("kernel/dma/swiotlb.c:swiotlb_map"),
        body: .judgement {
            $0.facts.saidBefore.map { .byFact(.saidSwiotlb, $0.swiotlbOverflow) } ?? .open(.saidSwiotlb)
        })

    static let inactive = RuleSpec(
        slot: .inactiveSaid, id: "message/bounce-inactive-once",
        says: "dma-iommu warns of a missing pool once a boot.",
        yes: "The warning was given before, so the refusal is silent.",
        no: "The warning was not given before, so the kernel gives it.",
        cite: cite("drivers/iommu/dma-iommu.c:iommu_dma_map_page").then(
            "drivers/iommu/dma-iommu.c:iommu_dma_map_swiotlb", from: .v618),
        body: .judgement {
            $0.facts.saidBefore.map { .byFact(.saidInactive, $0.inactive) } ?? .open(.saidInactive)
        })

    static let fullBurst = RuleSpec(
        slot: .fullBurst, id: "message/full-rate-limited",
        says: "The message of a full pool is given ten times in five seconds at most.",
        yes: "The message was given ten times in this boot, so the kernel may keep it back.",
        no: "The message was given less than ten times, so the kernel gives it.",
        cite: cite("kernel/dma/swiotlb.c:swiotlb_tbl_map_single"),
        body: .judgement { $0.facts.saidBefore.map { .byFact(.saidFull, $0.full >= 10) } ?? .open(.saidFull) },
        onlyPermits: true)
}
