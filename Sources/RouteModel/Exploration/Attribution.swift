/// Finds the rules that make a difference: the fewest of one policy that, put in the place of the other's, give what the
/// one predicts.
struct Attribution {
    private let a: Policy
    private let b: Policy
    /// Slots in which the two hold different rules.
    private let differing: Set<Slot>
    private var hybrids: [Set<Slot>: Policy] = [:]
    private var known: [[Chain]: [String]] = [:]

    init(_ a: Policy, _ b: Policy) {
        self.a = a
        self.b = b
        let (one, other) = (a.composition, b.composition)
        differing = Set(Slot.allCases.filter { one.spec($0)?.id != other.spec($0)?.id })
    }

    /// What a policy predicts of the configuration in question: whether it is what `b` predicts, and by which chains.
    typealias Trial = (Policy) -> (gives: Bool, chains: [Chain])

    /// - Parameters:
    ///   - chains: of both policies.
    ///   - isKey: whether the chains alone tell the answer, so that it need not be found out again.
    mutating func rules(_ chains: [Chain], isKey: Bool, _ trial: Trial) -> [String] {
        if isKey, let rules = known[chains] { return rules }
        let ids = slots(chains, trial).flatMap { slot in
            [a.composition.spec(slot)?.id, b.composition.spec(slot)?.id].compactMap { $0 }
        }.sorted()
        if isKey { known[chains] = ids }
        return ids
    }

    private mutating func slots(_ chains: [Chain], _ trial: Trial) -> [Slot] {
        var candidates = consulted(chains)
        // What only a mixture of the two consults may be needed as well.
        for _ in 0..<3 {
            if let slots = fewest(candidates, trial) { return slots }
            let more = Set(candidates).union(consulted(trial(hybrid(Set(candidates))).chains))
            guard more.count > candidates.count else { break }
            candidates = more.sorted { $0.rawValue < $1.rawValue }
        }
        return differing.sorted { $0.rawValue < $1.rawValue }
    }

    private func consulted(_ chains: [Chain]) -> [Slot] {
        var slots: Set<Slot> = []
        for chain in chains { slots.formUnion(chain.slots.map(\.slot)) }
        return differing.intersection(slots).sorted { $0.rawValue < $1.rawValue }
    }

    /// The smallest set of these slots that does it; of two of a size the one that comes first. nil when none does.
    private mutating func fewest(_ slots: [Slot], _ trial: Trial) -> [Slot]? {
        for size in 1...3 where size <= slots.count {
            for choice in Self.choices(of: size, from: slots[...]) where trial(hybrid(Set(choice))).gives {
                return choice
            }
        }
        return slots.count > 3 && trial(hybrid(Set(slots))).gives ? slots : nil
    }

    private static func choices(of size: Int, from slots: ArraySlice<Slot>) -> [[Slot]] {
        guard size > 0 else { return [[]] }
        guard let first = slots.first else { return [] }
        let rest = slots.dropFirst()
        return choices(of: size - 1, from: rest).map { [first] + $0 } + choices(of: size, from: rest)
    }

    private mutating func hybrid(_ slots: Set<Slot>) -> Policy {
        if let hybrid = hybrids[slots] { return hybrid }
        let hybrid = Policy(a.composition.taking(slots, from: b.composition))
        hybrids[slots] = hybrid
        return hybrid
    }

    /// Whether two predictions allow the same, for the same facts.
    static func same(_ a: [Outcome], _ b: [Outcome]) -> Bool {
        a.elementsEqual(b) { $0.allowed == $1.allowed && $0.given == $1.given }
    }
}

extension Policy {
    /// Predicted facts of a boot and a device as text, by name; those that the policy does not speak about are not there.
    func facts(of boot: ParsedBoot, _ device: Device) -> [String: (value: String, because: Chain?)] {
        let facts = expectations(for: boot.machine, devices: [device])
        var texts: [String: (value: String, because: Chain?)] = [:]
        func put<Value>(_ name: String, _ fact: Expected<Value>?) {
            if let fact { texts[name] = ("\(fact.value)", fact.because) }
        }
        put("pool", facts.poolExists)
        put("pool-bytes", facts.poolBytes)
        put("pool-areas", facts.poolAreas)
        put("iommu", facts.iommuPresent)
        if let type = facts.groupTypes.first { texts["group-type"] = (type.value ?? "none", type.because) }
        put("max-mapping-size", facts.masks.first?.maxMappingSize)
        // A release without a label differs from one that has it.
        if facts.poolExists?.value == true, boot.boot.encryption != .none {
            texts["pool-cc-shared"] = (facts.poolShared.map { "\($0.value)" } ?? "no label", facts.poolShared?.because)
        }
        return texts
    }
}
