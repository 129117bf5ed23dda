/// What was proposed in the thread "[PATCH v6 00/20] dma-mapping: Use DMA_ATTR_CC_SHARED through direct, pool and swiotlb
/// paths" (June to August 2026), as rules in the place of a release's.
enum ProposalRules {
    /// `mail:sender, date:what it is about`.
    private static func mail(_ sender: String, _ date: String, _ about: String) -> Citation {
        .elsewhere("mail:\(sender), 2026-\(date):\(about)")
    }

    private static func hostNeeds(_ situation: Situation) -> Bool {
        !situation[.translates] && !situation.reachesEncrypted(situation.coherentBits)
    }

    static let hostPoolMatches = RuleSpec(
        slot: .hostPoolMatches, id: "series-v6/host-pool-matches",
        says: "On a host as in a guest the pool's label must be what force_dma_unencrypted() says of the device.",
        yes: "The device needs unencrypted memory, as the pool has it.",
        no: "The device does not need unencrypted memory and the pool is labelled cc_shared, so the bounce is refused.",
        cite: mail("A. Kardashevskiy", "06-17", "swiotlb_tbl_map_single in v6"),
        effect: .refuses(when: false), body: .decision { $0[.poolLabel] == $0[.forceUnencrypted] })

    static let forceDecrypts = RuleSpec(
        slot: .forceDecrypts, id: "force-means-decrypt/forced",
        says: "force_dma_unencrypted() is true when swiotlb=force was said.",
        yes: "swiotlb=force was said, so the device counts as one that needs unencrypted memory.",
        no: "swiotlb=force does not decide what the device needs.",
        cite: mail("A. Kardashevskiy", "06-17", "force_dma_unencrypted returns swiotlb_force_bounce"),
        body: .decision { $0[.forceAsked] })

    static let forceOrNeeded = RuleSpec(
        slot: .forceUnencrypted, id: "force-means-decrypt/force-unencrypted",
        says: "Every device of a guest needs unencrypted memory; on a host one that does not use dma-iommu and whose "
            + "coherent mask does not reach the C-bit, and every one when swiotlb=force was said.",
        yes: "The device needs unencrypted memory.", no: "The device needs no unencrypted memory.",
        cite: mail("A. Kardashevskiy", "06-17", "force_dma_unencrypted returns swiotlb_force_bounce"),
        body: .decision { $0[.encrypts] && ($0.encryption != .sme || $0[.forceDecrypts] || hostNeeds($0)) })

    static let forceIgnored = RuleSpec(
        slot: .forceIgnored, id: "ignore-force-on-sme-pt/ignored",
        says: "swiotlb=force is ignored on a host with SME and pass-through.",
        yes: "The host has SME and pass-through, so swiotlb=force is ignored.", no: "swiotlb=force is heard.",
        cite: mail("A. Kumar K.V", "06-29", "three configurations that must work"),
        body: .decision { $0[.encrypts] && $0.encryption == .sme && $0[.identityAsked] })

    static let forceUnlessIgnored = RuleSpec(
        slot: .forceBounce, id: "ignore-force-on-sme-pt/force-bounce",
        says:
            "Every streaming mapping on the direct path is bounced when swiotlb=force was said, is not ignored, and a "
            + "pool is built.",
        yes: "Bouncing is forced.", no: "Bouncing is not forced.",
        cite: mail("A. Kumar K.V", "06-29", "three configurations that must work"),
        body: .decision { $0[.forceAsked] && $0[.poolExists] && !$0[.forceIgnored] })

    static let poolEncrypted = RuleSpec(
        slot: .poolEncrypted, id: "two-pools/encrypted-pool",
        says:
            "A device that reaches encrypted memory is bounced through an encrypted pool; the low unencrypted one is for "
            + "those that do not.",
        yes: "The device reaches encrypted memory, so the encrypted pool serves it.",
        no: "The device does not reach encrypted memory, so the unencrypted pool serves it.",
        cite: mail("J. Gunthorpe", "07-06", "ideally two pools"),
        body: .decision { situation in
            guard situation[.encrypts], !situation[.forceUnencrypted] else { return false }
            return situation[.translates]
                || situation.found.limit >= situation.addressBit?.offset(encrypted: true) ?? 0
        })

    static let anyPoolFits = RuleSpec(
        slot: .poolFitsDevice, id: "two-pools/pool-fits-device",
        says: "There is a pool of the kind that the device needs.",
        yes: "There is a pool of the kind that the device needs.", no: "There is no pool of the kind that it needs.",
        cite: mail("J. Gunthorpe", "07-06", "ideally two pools"), effect: .refuses(when: false),
        body: .decision { _ in true })

    static let unprovenNeeds = RuleSpec(
        slot: .forceUnencrypted, id: "two-pools/force-unencrypted",
        says:
            "A guest's device needs unencrypted memory until it is proven (T=1); a host's one that does not use dma-iommu "
            + "and whose coherent mask does not reach the C-bit.",
        yes: "The device needs unencrypted memory.", no: "The device needs no unencrypted memory.",
        cite: mail("J. Gunthorpe", "06-19", "host and guest differ"),
        body: .decision { $0[.encrypts] && ($0.encryption == .sme ? hostNeeds($0) : !$0.tState) })
}
