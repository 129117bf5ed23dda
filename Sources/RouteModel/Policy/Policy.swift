/// A composition of rules: what a kernel release does, read from its source, or what somebody holds it should do.
public struct Policy: Sendable {
    let composition: Composition
    /// Position of the composition in ``Composition/all``, by which chains name it.
    let number: UInt8
    /// Rules whose answer is turned round.
    let negated: SlotSet

    init(_ composition: Composition, number: UInt8 = Composition.unnumbered, negated: SlotSet = SlotSet()) {
        self.composition = composition
        self.number = number
        self.negated = negated
    }

    /// Such as `linux-6.1`.
    public var name: String { composition.name }
    /// The exact release whose source was read, such as `6.1.192`.
    public var readFrom: String { composition.readFrom }
    /// Whether it says what a release does, and not what somebody proposed.
    public var isOfRelease: Bool { composition.base == nil }
    /// Name of the release whose rules it stands on: of a release its own, of a proposal the one that it was made for.
    public var base: String { composition.base ?? name }
    /// Whether a kernel of this version, `6.1.192` or `6.1.192-2`, is the release that was read.
    public func wasRead(from version: String) -> Bool {
        version.prefix { $0 != "-" && $0 != "~" && $0 != "+" } == readFrom
    }
    /// Every rule of the policy, in the order in which a kernel comes to them.
    public var rules: [Rule] { composition.specs.map { composition.rule($0) } }

    /// What releases do.
    public static let releases = all.filter(\.isOfRelease)
    /// What was proposed, on the base of a release.
    public static let proposals = all.filter { !$0.isOfRelease }
    /// Every policy that is known, of releases and of proposals.
    public static let all: [Policy] = Composition.all.enumerated().map { Policy($1, number: UInt8($0)) }

    /// The policy of that name, such as `linux-6.1`; nil where there is none.
    public static func named(_ name: String) -> Policy? { all.first { $0.name == name } }

    /// The policy whose rule of this id answers the opposite, or, where a rule gives a number, a wrong one beside it.
    /// Of a policy in which it is negated already, the one in which it is not. nil when the policy holds no such rule.
    public func negating(_ ruleID: String) -> Policy? {
        composition.specs.first { $0.id == ruleID }.map {
            Policy(composition, number: number, negated: negated.toggling($0.slot))
        }
    }

    /// The routes that the policy allows: one outcome, or one for each combination of unknown facts that decide.
    ///
    /// Where a fact is given in `facts` there is no fork over it, and the outcome still names it.
    public func predict(_ point: Point, facts: Facts = Facts()) -> [Outcome] {
        var rest = outcomes(of: AskedPoint(point, facts: facts))
        var all: [Outcome] = []
        while let outcome = rest.next() { all.append(outcome) }
        return all
    }

    /// As ``predict(_:facts:)``, one after the other, of a point about which several policies are asked in turn.
    public func outcomes(of asked: AskedPoint) -> Outcomes { Outcomes(Walk(self, asked.situation)) }
}

/// A point and what is known of it, laid out once for the policies that are asked about it: each when the one before has
/// answered.
public struct AskedPoint {
    /// What is asked.
    public let point: Point
    /// What is known of it.
    public var facts: Facts { situation.facts }
    let situation: Situation

    public init(_ point: Point, facts: Facts) {
        self.point = point
        situation = Situation(point.parsed.machine, point.device, point.request, facts)
    }
}

/// What a policy predicts, each outcome found when it is asked for.
public struct Outcomes: Sequence, IteratorProtocol {
    private var walk: Walk
    private var isFirst = true

    init(_ walk: Walk) { self.walk = walk }

    /// The next one; nil behind the last.
    public mutating func next() -> Outcome? {
        guard isFirst || walk.takeNextBranch() else { return nil }
        isFirst = false
        return walk.outcome()
    }
}
