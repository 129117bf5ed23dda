/// The rules that make up a release, or a proposal on the base of one.
final class Composition: Sendable {
    let name: String
    /// Whose source the rules cite.
    let release: Release
    /// The exact release whose source was read.
    let readFrom: String
    /// Name of the release that a proposal was made for; nil for a release.
    let base: String?
    let specs: [RuleSpec]
    /// By slot number.
    let bodies: [Body]
    /// By slot number too; none where there is no rule.
    let effects: [Effect]
    private let bySlot: [RuleSpec?]

    init(name: String, release: Release, readFrom: String, base: String? = nil, specs: [RuleSpec]) {
        self.name = name
        self.release = release
        self.readFrom = readFrom
        self.base = base
        self.specs = specs
        var bySlot: [RuleSpec?] = Array(repeating: nil, count: Slot.allCases.count)
        for spec in specs { bySlot[Int(spec.slot.rawValue)] = spec }
        self.bySlot = bySlot
        bodies = bySlot.map { $0?.body ?? .absent }
        effects = bySlot.map { $0?.effect ?? .none }
    }

    static let all = releases + proposals

    /// Stands for no composition of ``all``, such as one that was made for a comparison.
    static let unnumbered = UInt8.max

    /// The composition that a chain names.
    static func numbered(_ number: UInt8) -> Composition? {
        all.indices.contains(Int(number)) ? all[Int(number)] : nil
    }

    /// The release after this one: its rules, but for some that are gone, and others in the place of those that ask the
    /// same or beside them.
    func followed(
        by release: Release, readFrom: String, without gone: [RuleSpec] = [], with specs: [RuleSpec]
    ) -> Composition {
        Composition(
            name: Self.name(of: release), release: release, readFrom: readFrom,
            specs: changed(without: gone, with: specs))
    }

    /// What was proposed for this release: rules in the place of those that ask the same, or beside them.
    func proposed(_ name: String, with specs: [RuleSpec]) -> Composition {
        Composition(
            name: name, release: release, readFrom: readFrom, base: self.name, specs: changed(with: specs))
    }

    /// The rules of this composition, but in some slots those of another, or none where that has none.
    func taking(_ slots: Set<Slot>, from other: Composition) -> Composition {
        Composition(
            name: name, release: release, readFrom: readFrom, base: base,
            specs: specs.filter { !slots.contains($0.slot) } + other.specs.filter { slots.contains($0.slot) })
    }

    static func name(of release: Release) -> String { "linux-\(release.name)" }

    private func changed(without gone: [RuleSpec] = [], with specs: [RuleSpec]) -> [RuleSpec] {
        let taken = Set((gone + specs).map(\.slot))
        return self.specs.filter { !taken.contains($0.slot) } + specs
    }

    func spec(_ slot: Slot) -> RuleSpec? { bySlot[Int(slot.rawValue)] }

    /// A rule as this composition cites it.
    /// - Parameter says: what it answered; its own sentence when nil.
    func rule(_ spec: RuleSpec, says: String? = nil) -> Rule {
        // Every rule of a composition is cited, which a test holds; what is not is said, and no other release is named.
        Rule(
            id: spec.id, says: says ?? spec.says, cite: spec.cite[release] ?? "no place in \(release.name) is known",
            onlyPermits: spec.onlyPermits)
    }
}
