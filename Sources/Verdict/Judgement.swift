public import RouteModel

/// A verdict with everything its reader needs to check it.
public struct Judgement: Sendable {
    /// One alternative of the prediction that the facts left open.
    public struct Alternative: Codable, Sendable, Hashable {
        /// One rule of the chain that led to a prediction, with what it answered.
        public struct Step: Codable, Sendable, Hashable {
            /// Id of the rule, such as `swiotlb/pool-label`.
            public var rule: String
            /// What the rule answered, in a sentence.
            public var says: String
            /// Where the rule stands in the source, such as `7.3:kernel/dma/swiotlb.c:swiotlb_map`.
            public var cite: String

            public init(rule: String, says: String, cite: String) {
                self.rule = rule
                self.says = says
                self.cite = cite
            }

            /// A rule with its answer.
            public init(_ rule: Rule) { self.init(rule: rule.id, says: rule.says, cite: rule.cite) }
        }

        /// Facts that the alternative holds for, values by name; empty where none decided.
        public var given: [String: String]
        /// nil: unmodelled.
        public var allowed: [Route]?
        /// Rules that led to the routes, in order.
        public var because: [Step]

        public init(given: [String: String], allowed: [Route]?, because: [Step]) {
            self.given = given
            self.allowed = allowed
            self.because = because
        }
    }

    /// What the observation says of the prediction.
    public var verdict: Verdict
    /// Status that the verdict counts as.
    public var status: Status { verdict.status }
    /// On how many sides the verdict rests.
    public var sides: Int
    /// The allowed route that was observed.
    public var route: Route?
    /// Alternatives of the prediction; several where it rests on a fact that is not known before the boot.
    public var predicted: [Alternative]
    /// What each side says, in a sentence.
    public var guest: String
    /// What the device's side says, in a sentence.
    public var device: String
    /// Why both cannot be, for anything but `agree`.
    public var reasons: [Reason]
    /// The reasons in English.
    public var reason: [String] { reasons.map(\.description) }
    /// What is wrong where the cell fails; nil where it does not, or where that cannot be told.
    public var wrong: Wrong?
    /// Why a request was refused, or why its bytes did not arrive, in a sentence; nil where neither happened.
    public var cause: String?
    /// Whether the prediction depended on a fact of this boot.
    public var conditional: Bool
    /// Facts by which the boot chose among the alternatives of the prediction from before it, values by name; nil where there
    /// was one alternative only, or nothing was predicted before.
    public var forked: [String: String]?
    /// Whether the kernel is of another release than the one whose source the policy was read from.
    public var unread: Bool
    /// The statements that the cell bears on, and what it says of each; nil where it bears on none. They are about the
    /// kernel, and the verdict does not rest on them.
    public var statements: [StatementFinding]?
    /// Every DMA of a driver, judged by its own fields; nil for what the probe asked.
    public var dmas: DMAFindings?
    /// The divergence that is declared for the cell, where it bears on the verdict.
    public var declaration: Declaration?

    /// Those that this cell shows the kernel to break.
    public var broken: [StatementFinding] { (statements ?? []).filter { $0.verdict == .violated } }

    public init(
        verdict: Verdict, sides: Int, route: Route? = nil, predicted: [Alternative] = [], guest: String = "",
        device: String = "", reasons: [Reason] = [], wrong: Wrong? = nil, conditional: Bool = false,
        unread: Bool = false
    ) {
        self.verdict = verdict
        self.sides = sides
        self.route = route
        self.predicted = predicted
        self.guest = guest
        self.device = device
        self.reasons = reasons
        self.wrong = wrong
        self.conditional = conditional
        self.unread = unread
    }
}
