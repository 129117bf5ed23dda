public import Journal
public import Plan
public import RouteModel
import Verdict

/// Judges the kept evidence of a run again, without a guest.
public struct Rejudgement {
    private let kept: Kept
    private let plan: Plan
    /// nil: each kernel's own.
    private let policy: Policy?
    private let predictions: Predictions?
    /// nil: nothing is declared.
    private let declarations: Declarations?

    /// - Parameters:
    ///   - log: what the run's journal says.
    ///   - plan: what is judged of the run.
    ///   - predictions: of the plan's cells by that policy.
    public init(
        run: RunFolder, log: RunLog, plan: Plan, policy: Policy?, predictions: Predictions? = nil,
        declarations: Declarations? = nil
    ) {
        kept = Kept(run, log)
        self.plan = plan
        self.policy = policy
        self.predictions = predictions
        self.declarations = declarations
    }

    /// - Returns: The plan's cells with their verdicts.
    public func judge(into journal: JournalFile) throws -> [JudgedCell] {
        let closer = CellCloser(journal, declarations: declarations)
        for boot in plan.boots {
            let pieces = kept.evidence(of: boot)
            if pieces.isEmpty { try closer.close(kept.verdicts(of: boot), of: boot) }
            for (evidence, cells) in pieces {
                let all = evidence.judge(
                    boot, policy: policy, kernel: kept.kernel(of: boot), predictions: predictions)
                try closer.close(all.filter { cells.contains($0.cell.id) }, of: boot)
            }
        }
        return closer.cells
    }
}
