extension Chain {
    /// The rules whose answers made the kernel refuse; empty where it did not.
    ///
    /// Of the answers that end in a refusal wherever they are given, the last decides alone. The rest are refused because
    /// what must be copied cannot be: then what asked for a copy decides, with what stands against one.
    public var refusal: [Rule] {
        if let last = slots.last(where: { Self.ends($0.slot, $0.answer) }) { return rules([last]) }
        let asking = slots.filter { Self.bounces($0.slot, $0.answer) }
        guard !asking.isEmpty, let against = slots.first(where: { Self.forbidsACopy($0.slot, $0.answer) }) else {
            return []
        }
        return rules(asking + [against])
    }

    /// The rules whose answers leave the device without driver; empty where it has one.
    public var unbinding: [Rule] {
        rules(
            slots.filter { slot, answer in
                switch slot {
                case .streamingMask, .coherentMask, .virtioAccepted: !answer
                case .viommuUnserved: answer
                default: false
                }
            })
    }

    private static func ends(_ slot: Slot, _ answer: Bool) -> Bool {
        switch slot {
        case .mappingFits, .poolRoom, .heldRoom, .poolReach, .poolFitsDevice, .iovaRoom, .allocOrder, .allocZone,
            .atomicPoolHolds, .mmioReach:
            !answer
        case .allocShared, .allocBlock, .pageIsNoMMIO, .forceRefuses, .forceRefusesAloud, .sharedNeedsForce,
            .sharedRefused, .coherentUnbounced, .iommuCoherentUnbounced:
            answer
        default: false
        }
    }

    private static func forbidsACopy(_ slot: Slot, _ answer: Bool) -> Bool {
        switch slot {
        case .poolExists, .mmioShared: !answer
        case .sharedUnbounced: answer
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
