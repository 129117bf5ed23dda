/// How a run ends for whoever started it: the first that applies in the order of ``of(_:observed:)``.
public enum RunExit {
    /// Every cell is as predicted, known divergences and skipped cells aside.
    public static let allAsPredicted: Int32 = 0
    /// A cell has the status FAIL.
    public static let fail: Int32 = 1
    /// The command was used wrongly, or a config has an error.
    public static let usage: Int32 = 2
    /// A cell has the status MISS or ERROR.
    public static let missOrError: Int32 = 3
    /// No cell got an observation on any side.
    public static let noObservation: Int32 = 4
    /// Every cell was skipped.
    public static let allSkipped: Int32 = 77
    /// The user interrupted the run, by SIGINT.
    public static let interrupted: Int32 = 130
    /// The run was told to end, by SIGTERM.
    public static let terminated: Int32 = 143

    /// - Parameter observed: whether any cell got an observation on any side.
    public static func of(_ verdicts: some Sequence<Verdict>, observed: Bool) -> Int32 {
        var statuses: [Status: Int] = [:]
        var total = 0
        for verdict in verdicts {
            statuses[verdict.status, default: 0] += 1
            total += 1
        }
        let skipped = statuses[.skip] ?? 0
        if statuses[.fail] != nil { return fail }
        if skipped == total { return allSkipped }
        if statuses[.error] != nil { return missOrError }
        if !observed { return noObservation }
        if statuses[.miss] != nil { return missOrError }
        return allAsPredicted
    }
}
