/// What a cell's observation says of the policy's prediction.
public enum Verdict: String, Codable, Sendable, CaseIterable {
    /// The observed route is allowed.
    case agree
    /// A route or a predicted fact was observed that the policy does not allow.
    case forbidden
    /// The policy requires an observation, its sides worked, and it is not there.
    case absent
    /// The route is allowed but the bytes did not arrive.
    case corrupted
    /// The two sides tell different routes.
    case sidesDisagree = "sides-disagree"
    /// Nothing was observed that could have contradicted the prediction.
    case vacuous
    /// Events were dropped or cut.
    case traceLost = "trace-lost"
    /// No prediction.
    case unmodelled
    /// A declared, dated, linked divergence occurred as declared.
    case known
    /// A declared divergence did not occur.
    case unexpectedlyAgree = "unexpectedly-agree"
    /// Nothing here can run it.
    case unavailable
    /// Harness or guest broke.
    case error

    /// Status that the verdict counts as.
    public var status: Status {
        switch self {
        case .agree: .pass
        case .forbidden, .absent, .corrupted, .unexpectedlyAgree: .fail
        case .sidesDisagree, .vacuous, .traceLost, .unmodelled: .miss
        case .known: .xfail
        case .unavailable: .skip
        case .error: .error
        }
    }
}

/// KCIDB's words for a test's outcome; MISS: the harness could not tell.
public enum Status: String, Codable, Sendable, CaseIterable {
    case pass = "PASS"
    case fail = "FAIL"
    case miss = "MISS"
    case xfail = "XFAIL"
    case skip = "SKIP"
    case error = "ERROR"

    /// What a reader must see first, first.
    public static let gravest: [Status] = [.fail, .error, .miss, .xfail, .pass, .skip]
}

/// Which is wrong when a cell fails.
public enum Wrong: String, Codable, Sendable {
    case prediction
    /// It breaks a statement or loses data.
    case kernel
    case harness
    /// It hands its device what the DMA API did not give.
    case driver
    /// It says that a divergence is there which is not.
    case declaration
}
