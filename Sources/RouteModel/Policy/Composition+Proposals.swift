extension Composition {
    static let proposals = [seed, seriesV6, forceMeansDecrypt, ignoreForceOnSMEPT, twoPools]

    static let seed = proposal(
        64, "seed",
        [
            SeedRules.cannotReach, SeedRules.label, SeedRules.fitsDevice, SeedRules.entryCBit, SeedRules.guestIOMMU,
        ])

    static let seriesV6 = proposal(65, "series-v6", [ProposalRules.hostPoolMatches])

    static let forceMeansDecrypt = proposal(
        66, "force-means-decrypt",
        [ProposalRules.hostPoolMatches, ProposalRules.forceDecrypts, ProposalRules.forceOrNeeded])

    static let ignoreForceOnSMEPT = proposal(
        67, "ignore-force-on-sme-pt",
        [ProposalRules.hostPoolMatches, ProposalRules.forceIgnored, ProposalRules.forceUnlessIgnored])

    static let twoPools = proposal(
        68, "two-pools", [ProposalRules.poolEncrypted, ProposalRules.anyPoolFits, ProposalRules.unprovenNeeds])

    /// The rules of 7.3, but for these. Numbers from 64 on are proposals'.
    private static func proposal(_ number: UInt8, _ name: String, _ specs: [RuleSpec]) -> Composition {
        let taken = Set(specs.map(\.slot))
        return Composition(
            number: number, name: name, readFrom: v73.readFrom, dialect: v73.dialect,
            specs: v73.specs.filter { !taken.contains($0.slot) } + specs)
    }
}
