/// A named piece of a kernel's behaviour that takes part in computing routes.
public struct Rule: Hashable, Sendable {
    /// Such as `swiotlb/pool-exists`.
    public let id: String
    /// One sentence. In a chain it is what the rule answered there.
    public let says: String
    /// `release:file:function`, or for what was proposed `mail:sender, date:what it is about`.
    public let cite: String
    /// Whether it only adds routes to those allowed. Its opposite forbids nothing but them, so evidence in which none of
    /// them was taken cannot tell the two apart.
    public let onlyPermits: Bool

    public init(id: String, says: String, cite: String, onlyPermits: Bool = false) {
        self.id = id
        self.says = says
        self.cite = cite
        self.onlyPermits = onlyPermits
    }
}

/// How certain a rule's answer is.
enum RuleAnswer: Sendable {
    case yes
    case no
    /// A fact that is known decided.
    case byFact(FactName, Bool)
    /// A fact that is not known decides.
    case open(FactName)

    init(_ answer: Bool) { self = answer ? .yes : .no }
}

/// What a rule computes; pure functions of the situation.
enum Body: Sendable {
    /// The policy holds no such rule.
    case absent
    case decision(@Sendable (Situation) -> Bool)
    case judgement(@Sendable (Situation) -> RuleAnswer)
    /// `wrong` is the neighbouring value that the rule's negation gives.
    case quantity(@Sendable (Situation) -> UInt64, wrong: @Sendable (Situation, UInt64) -> UInt64)
}

/// A rule as a policy holds it.
struct RuleSpec: Sendable {
    let slot: Slot
    let id: String
    let says: String
    /// What a chain says where the answer was yes; `says` when nil.
    var yes: String?
    /// What a chain says where the answer was no; `says` when nil.
    var no: String?
    /// Where the release that holds it has it.
    let cite: Citation
    var effect = Effect.none
    let body: Body
    /// See ``Rule/onlyPermits``.
    var onlyPermits = false

    func sentence(_ answer: Bool) -> String { (answer ? yes : no) ?? says }
}
