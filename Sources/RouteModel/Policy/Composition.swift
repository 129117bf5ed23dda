/// The rules that make up a release.
final class Composition: Sendable {
    let number: UInt8
    let name: String
    let readFrom: String
    let dialect: Dialect
    let specs: [RuleSpec]
    /// By slot number.
    let bodies: [Body]
    private let bySlot: [RuleSpec?]

    init(number: UInt8, name: String, readFrom: String, dialect: Dialect, specs: [RuleSpec]) {
        self.number = number
        self.name = name
        self.readFrom = readFrom
        self.dialect = dialect
        self.specs = specs
        var bySlot: [RuleSpec?] = Array(repeating: nil, count: Slot.allCases.count)
        for spec in specs { bySlot[Int(spec.slot.rawValue)] = spec }
        self.bySlot = bySlot
        bodies = bySlot.map { $0?.body ?? .absent }
    }

    /// The composition that a chain names; none for one that was made for a comparison.
    static func numbered(_ number: UInt8) -> Composition? { (releases + proposals).first { $0.number == number } }

    /// The rules of this composition, but in some slots those of another, or none where that has none.
    func taking(_ slots: Set<Slot>, from other: Composition, dialect: Dialect) -> Composition {
        Composition(
            number: .max, name: name, readFrom: readFrom, dialect: dialect,
            specs: specs.filter { !slots.contains($0.slot) } + other.specs.filter { slots.contains($0.slot) })
    }

    func spec(_ slot: Slot) -> RuleSpec? { bySlot[Int(slot.rawValue)] }
}
