extension Chain {
    /// The rules whose answers made the kernel refuse; empty where it did not.
    ///
    /// Of the answers that end in a refusal wherever they are given, the last decides alone. The rest are refused because
    /// what must be copied cannot be: then what asked for a copy decides, with what stands against one, which for
    /// registers is nothing that a rule says.
    public var refusal: [Rule] {
        if let last = slots.last(where: { Self.ends($0.slot, $0.answer) }) { return rules([last]) }
        let asking = slots.filter { Self.bounces($0.slot, $0.answer) }
        let against = slots.filter { $0.slot == .poolExists && !$0.answer || $0.slot == .sharedUnbounced && $0.answer }
        guard !asking.isEmpty, !against.isEmpty || !slots.contains(where: { $0.slot == .poolExists }) else { return [] }
        return rules(asking + against.prefix(1))
    }

    private static func ends(_ slot: Slot, _ answer: Bool) -> Bool {
        switch slot {
        case .mappingFits, .poolRoom, .poolReach, .poolFitsDevice, .iovaRoom, .allocOrder, .allocZone,
            .atomicPoolHolds, .mmioReach:
            !answer
        case .allocShared, .allocBlock, .pageIsNoMMIO, .forceRefuses, .forceRefusesAloud, .sharedNeedsForce,
            .sharedRefused, .coherentUnbounced, .iommuCoherentUnbounced:
            answer
        default: false
        }
    }

    private static func bounces(_ slot: Slot, _ answer: Bool) -> Bool {
        switch slot {
        case .reach: !answer
        case .wantsUnencrypted, .iommuBounces: answer
        default: false
        }
    }
}
