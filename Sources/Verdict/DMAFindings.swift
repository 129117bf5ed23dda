import RouteModel

/// What a policy makes of every DMA of a driver.
public struct DMAFindings: Hashable, Codable, Sendable {
    /// How many DMAs of one call that took one path were judged how.
    public struct Row: Hashable, Codable, Sendable {
        /// Such as `map-sg`.
        public var call: String
        /// The path seen; `untold` where the trace shows too little.
        public var path: String
        /// Allowed by the policy.
        public var agree = 0
        /// Not allowed by it.
        public var forbidden = 0
        /// The policy makes no prediction.
        public var unmodelled = 0
        /// The trace shows too little to tell.
        public var indeterminate = 0

        init(call: String, path: String) {
            self.call = call
            self.path = path
        }
    }

    /// The first DMA that the worst verdict is about.
    public struct Worst: Hashable, Sendable {
        /// Verdict on the DMA, `forbidden` or `unmodelled`.
        public var verdict: Verdict
        /// The call with its fields.
        public var call: String
        /// Why the verdict is no better.
        public var reasons: [Reason]
        /// Its line of the trace.
        public var line: String
    }

    /// By call and path.
    public var rows: [Row] = []
    /// The first DMA of the worst verdict; nil where none is forbidden or unmodelled.
    public var worst: Worst?
    /// DMAs from before /init among them.
    public var early = 0
    /// DMAs whose addresses the device was seen from outside to use.
    public var confirmed = 0
    /// DMAs whose prediction depended on a fact of this boot.
    public var conditional = 0
    /// Entries of lists that lines of the trace do not show, and that are not judged.
    public var hiddenEntries = 0
    /// Whether a DMA went a way by which its bytes cannot arrive, as the policy says it must.
    public var loses = false
    /// Whether the bytes of a DMA arrive in emulation alone; nil where of none.
    public var inEmulationAlone: Bool?
    /// Ids of the rules that the predictions consulted, sorted.
    public var rules: [String] = []
    /// Why a verdict rests on less than it could, a sentence each.
    public var notes: [String] = []

    /// Number of DMAs that the policy allows.
    public var agree: Int { sum(\.agree) }
    /// Number of DMAs that the kernel refused as the policy says.
    public var refused: Int { rows.filter { $0.path == Path.refused.rawValue }.reduce(0) { $0 + $1.agree } }
    /// Number of DMAs that the policy does not allow.
    public var forbidden: Int { sum(\.forbidden) }
    /// Number of DMAs of which the policy makes no prediction.
    public var unmodelled: Int { sum(\.unmodelled) }
    /// Number of DMAs of which the trace shows too little.
    public var indeterminate: Int { sum(\.indeterminate) }
    /// Number of all DMAs, however they were judged.
    public var total: Int { agree + forbidden + unmodelled + indeterminate }

    private func sum(_ count: KeyPath<Row, Int>) -> Int { rows.reduce(0) { $0 + $1[keyPath: count] } }
}

extension DMAFindings.Worst: Codable {
    private enum Key: String, ReasonKeys { case verdict, call, reason, reasons, line }

    /// Reads the reasons as values; of a journal that has their sentences alone, as notes.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        verdict = try values.decode(Verdict.self, forKey: .verdict)
        call = try values.decode(String.self, forKey: .call)
        reasons = try values.decodeReasons()
        line = try values.decode(String.self, forKey: .line)
    }

    /// Writes each reason as a sentence and, where it is more than a note, as a value too.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(verdict, forKey: .verdict)
        try values.encode(call, forKey: .call)
        try values.encode(reasons)
        try values.encode(line, forKey: .line)
    }
}
