import Journal
import Plan
import RouteModel
import Verdict

/// What became of a run's cells since an earlier run.
struct RunChange {
    /// Cells that came to the same in the same way, in one kernel.
    struct Group {
        var cells: [JudgedCell]
        /// What they were; nil where the earlier run has no verdict of them.
        var before: Verdict?

        /// The one with the fewest unusual values.
        var example: JudgedCell? { cells.min { ($0.cell.unusual, $0.cell.id) < ($1.cell.unusual, $1.cell.id) } }
    }

    /// Not as predicted, and graver than before or new; the worst first.
    var worse: [Group] = []
    /// Not as predicted, as before; the worst first.
    var still: [Group] = []
    /// As predicted again.
    var better: [Group] = []
    /// Cells that agreed before and are not run any more.
    var gone = 0
    /// Cells that agree and took another route than before.
    var rerouted = 0

    private struct Key: Hashable {
        var kernel: String
        var verdict: Verdict
        var before: Verdict?
        var why: String
    }

    init(_ log: RunLog, since earlier: RunLog?) {
        let before = Dictionary(
            (earlier?.cells ?? []).map { ($0.cell.id, $0.judgement) }, uniquingKeysWith: { first, _ in first })
        var (worse, still, better): ([JudgedCell], [JudgedCell], [JudgedCell]) = ([], [], [])
        for told in log.worstFirst {
            let now = told.judgement
            let then = before[told.cell.id]
            if now.status.isBad {
                // Without an earlier run nothing is said to have changed.
                let isWorse = earlier != nil && then.map { $0.verdict.gravity < now.verdict.gravity } ?? true
                if isWorse { worse.append(told) } else { still.append(told) }
            } else if let then {
                if then.status.isBad, now.status != .skip { better.append(told) }
                if then.status == .pass, now.status == .skip { gone += 1 }
                if then.status == .pass, now.status == .pass, then.route != now.route { rerouted += 1 }
            }
        }
        func grouped(_ cells: [JudgedCell]) -> [Group] {
            let groups = Dictionary(grouping: cells.enumerated()) { _, told in
                Key(
                    kernel: told.cell.boot.kernel, verdict: told.judgement.verdict,
                    before: before[told.cell.id]?.verdict, why: told.why.withoutAddresses)
            }
            return groups.sorted { ($0.value.first?.offset ?? 0) < ($1.value.first?.offset ?? 0) }
                .map { Group(cells: $0.value.map(\.element), before: $0.key.before) }
        }
        (self.worse, self.still, self.better) = (grouped(worse), grouped(still), grouped(better))
    }
}

extension Status {
    /// Not as predicted, declared or left out.
    var isBad: Bool { self == .fail || self == .error || self == .miss }
}
