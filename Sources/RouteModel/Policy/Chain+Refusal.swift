extension Chain {
    /// The rules whose answers made the kernel refuse; empty where it did not.
    ///
    /// Of the answers that end in a refusal wherever they are given, the last decides alone. The rest are refused because
    /// nothing could be bounced to, and then there are two: what asked for bouncing, and that there is no pool.
    public var refusal: [Rule] {
        if let last = slots.last(where: { Self.ends($0.slot, $0.answer) }) { return rules([last]) }
        guard let pool = slots.first(where: { $0.slot == .poolExists && !$0.answer }) else { return [] }
        let asking = slots.filter { Self.bounces($0.slot, $0.answer) }
        return asking.isEmpty ? [] : rules(asking + [pool])
    }

    private static func ends(_ slot: Slot, _ answer: Bool) -> Bool {
        switch slot {
        case .mappingFits, .poolRoom, .poolReach, .iovaRoom, .allocOrder, .allocZone, .atomicPoolHolds: !answer
        case .allocShared: answer
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
