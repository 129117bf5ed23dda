/// A composition of rules: what a kernel release does, read from its source, or what somebody holds it should do.
public struct Policy: Sendable {
    let composition: Composition
    /// Rules whose answer is turned round.
    let negated: SlotSet

    /// Such as `linux-6.1`.
    public var name: String { composition.name }
    /// The exact release whose source was read, such as `6.1.192`.
    public var readFrom: String { composition.readFrom }
    /// Whether it says what a release does, and not what somebody proposed.
    public var isOfRelease: Bool { Composition.releases.contains { $0.name == name } }
    /// Whether a kernel of this version, `6.1.192` or `6.1.192-2`, is the release that was read.
    public func wasRead(from version: String) -> Bool {
        version.prefix { $0 != "-" && $0 != "~" && $0 != "+" } == readFrom
    }
    /// Every rule of the policy, in the order in which a kernel comes to them.
    public var rules: [Rule] { composition.specs.map { $0.rule(for: composition.dialect) } }

    /// What releases do.
    public static let releases: [Policy] = Composition.releases.map { Policy(composition: $0, negated: SlotSet()) }
    /// What was proposed, on the base of the newest release.
    public static let proposals: [Policy] = Composition.proposals.map { Policy(composition: $0, negated: SlotSet()) }
    public static let all = releases + proposals

    public static func named(_ name: String) -> Policy? { all.first { $0.name == name } }

    /// The policy whose rule of this id answers the opposite, or, where a rule gives a number, a wrong one beside it.
    /// Of a policy in which it is negated already, the one in which it is not. nil when the policy holds no such rule.
    public func negating(_ ruleID: String) -> Policy? {
        composition.specs.first { $0.id == ruleID }.map {
            Policy(composition: composition, negated: negated.toggling($0.slot))
        }
    }

    /// The routes that the policy allows: one outcome, or one for each combination of unknown facts that decide.
    ///
    /// Where a fact is given in `facts` there is no fork over it, and the outcome still names it.
    public func predict(_ point: Point, facts: Facts = Facts()) -> [Outcome] {
        var walk = Walk(self, point.parsed.machine, point.device, point.request, facts)
        var outcomes: [Outcome] = []
        repeat { outcomes.append(walk.outcome()) } while walk.takeNextBranch()
        return outcomes
    }
}
