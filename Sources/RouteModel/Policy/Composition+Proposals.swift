extension Composition {
    static let proposals = [seed, seriesV6, forceMeansDecrypt, ignoreForceOnSMEPT, twoPools]

    static let seed = v73.proposed(
        "seed",
        with: [
            SeedRules.cannotReach, SeedRules.label, SeedRules.fitsDevice, SeedRules.entryCBit, SeedRules.guestIOMMU,
        ])

    static let seriesV6 = v73.proposed("series-v6", with: [ProposalRules.hostPoolMatches])

    static let forceMeansDecrypt = v73.proposed(
        "force-means-decrypt",
        with: [ProposalRules.hostPoolMatches, ProposalRules.forceDecrypts, ProposalRules.forceOrNeeded])

    static let ignoreForceOnSMEPT = v73.proposed(
        "ignore-force-on-sme-pt",
        with: [ProposalRules.hostPoolMatches, ProposalRules.forceIgnored, ProposalRules.forceUnlessIgnored])

    static let twoPools = v73.proposed(
        "two-pools", with: [ProposalRules.poolEncrypted, ProposalRules.anyPoolFits, ProposalRules.unprovenNeeds])
}
