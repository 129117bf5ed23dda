/// Which of a policy's rules some configurations come to, for a route or for a predicted fact, and what would reach the
/// others.
///
/// A configuration of which the policy makes no prediction shows nothing, and so reaches no rule.
public struct Coverage: Sendable {
    /// A rule that none of the configurations comes to.
    public struct Gap: Sendable {
        /// The rule that is left out.
        public let rule: Rule
        /// Of the configurations of the space that come to it and can be run, the one that differs in the fewest values
        /// from the usual; nil where there is none.
        public let smallest: Point?
        /// Why the smallest of those that cannot be run cannot; nil where one can, or nothing in the space comes to it.
        public let lack: String?
    }

    /// How many rules the policy holds.
    public let rules: Int
    /// How many of the policy's rules the configurations come to.
    public let reached: Int
    /// In the order in which a kernel comes to the rules.
    public let gaps: [Gap]

    /// - Parameters:
    ///   - points: the configurations.
    ///   - space: where to look for what reaches the others.
    ///   - lack: why a configuration cannot be run; nil for one that can.
    public init(
        _ policy: Policy, of points: [Point], over space: ConfigurationSpace = ConfigurationSpace(),
        lack: (Point) -> String?
    ) {
        var left = SlotSet()
        for spec in policy.composition.specs { left.insert(spec.slot) }
        rules = policy.composition.specs.count
        var devices: [ParsedBoot: Set<Device>] = [:]
        for point in points {
            devices[point.parsed, default: []].insert(point.device)
            for outcome in policy.predict(point) where outcome.allowed != nil { left.remove(outcome.because) }
        }
        for (boot, devices) in devices {
            for chain in policy.expectations(for: boot.machine, devices: Array(devices)).chains { left.remove(chain) }
        }
        var found: [Slot: (weight: Int, point: Point)] = [:]
        var lacks: [Slot: (weight: Int, why: String)] = [:]
        if left != SlotSet() {
            space.forEach { position, point in
                for outcome in policy.predict(point) {
                    for (slot, _) in outcome.because.slots where left.contains(slot) {
                        let weight = space.weight(of: position)
                        guard weight < found[slot]?.weight ?? .max else { continue }
                        let unmodelled = outcome.allowed == nil ? "reached only where the policy predicts nothing" : nil
                        if let why = unmodelled ?? lack(point) {
                            if weight < lacks[slot]?.weight ?? .max { lacks[slot] = (weight, why) }
                        } else {
                            found[slot] = (weight, point)
                        }
                    }
                }
                return true
            }
        }
        gaps = policy.composition.specs.filter { left.contains($0.slot) }.map { spec in
            Gap(
                rule: policy.composition.rule(spec), smallest: found[spec.slot]?.point,
                lack: found[spec.slot] == nil ? lacks[spec.slot]?.why : nil)
        }
        reached = rules - gaps.count
    }
}

extension SlotSet {
    fileprivate mutating func remove(_ chain: Chain) {
        for (slot, _) in chain.slots { remove(slot) }
    }
}

extension Expectations {
    /// What each of the facts rests on.
    fileprivate var chains: [Chain] {
        let whole = [
            poolExists?.because, poolBytes?.because, poolAreas?.because, poolPlace?.because, poolShared?.because,
            bouncesAll?.because,
            iommuPresent?.because, encryptionActive?.because,
        ]
        return whole.compactMap { $0 } + groupTypes.map(\.because)
            + masks.flatMap { [$0.streaming.because, $0.coherent.because, $0.maxMappingSize.because] }
    }
}
