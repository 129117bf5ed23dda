/// A named claim about all routes or about the kernel's state: what somebody holds a kernel should do. It is judged by
/// what was observed and computes nothing.
public struct Statement: Hashable, Codable, Sendable {
    /// Such as `HOST-1`.
    public let id: String
    /// One sentence.
    public let says: String
    /// Where it was said.
    public let cite: String
}

/// What an observation says of a statement.
public enum StatementVerdict: String, Codable, Sendable, CaseIterable {
    case satisfied
    /// Seen to be otherwise.
    case violated
    /// One part of it was seen to hold, another not to.
    case partly
    /// The kernel has nothing of what it speaks about.
    case notImplemented = "not-implemented"
    /// Nothing that can be seen here bears on it.
    case notObservable = "not-observable"

    /// Of several cells the one with the highest counts: a kernel breaks a statement if it breaks it anywhere.
    public var weight: Int {
        switch self {
        case .violated: 4
        case .partly: 3
        case .notImplemented: 2
        case .satisfied: 1
        case .notObservable: 0
        }
    }
}

/// One statement as one cell bears on it.
public struct StatementFinding: Hashable, Codable, Sendable {
    /// See ``Statement/id``.
    public var id: String
    /// What the cell shows of the statement.
    public var verdict: StatementVerdict
    /// One sentence with what was seen.
    public var reason: String

    public init(_ id: Statement.ID, _ verdict: StatementVerdict, _ reason: String) {
        self.id = id.rawValue
        self.verdict = verdict
        self.reason = reason
    }
}
