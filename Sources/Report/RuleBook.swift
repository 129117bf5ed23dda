public import Journal
import Plan
public import RouteModel
public import Verdict

/// Every rule and every statement, with what runs and exploration show of them: what `dmaroute rules` answers.
public struct RuleBook: Sendable {
    /// A cell with its last verdict, and the run that it is from.
    public typealias Sourced = (run: String, judged: JudgedCell)

    /// Every rule of every policy, each once, with what exercises it.
    public let rules: [RuleEntry]
    /// Every statement, in the order of the mail, with what shows its verdicts.
    public let statements: [StatementEntry]
    /// Runs that were read, in order.
    public let runs: [String]
    /// Number of distinct cells that the runs judged.
    public let cells: Int

    /// - Parameters:
    ///   - judged: in the order of the runs; of a cell that stands in several the last counts.
    ///   - forecasts: by policy.
    public init(runs: [String], judged: [Sourced], forecasts: [String: [StatementForecast]]) {
        var order: [String] = []
        var last: [String: Sourced] = [:]
        for one in judged where last.updateValue(one, forKey: one.judged.cell.id) == nil {
            order.append(one.judged.cell.id)
        }
        let cells = order.compactMap { last[$0] }
        self.runs = runs
        self.cells = cells.count
        rules = RuleEntry.all(cells)
        statements = Statement.ID.allCases.map { StatementEntry($0, cells, forecasts) }
    }
}

/// A release's series, `7.3`; of a kernel that is no release its name.
func series(_ kernel: String) -> String { kernel.hasPrefix("linux-") ? String(kernel.dropFirst(6)) : kernel }

/// A rule, the policies that hold it, and the cells whose predictions rest on it.
public struct RuleEntry: Sendable {
    /// The rule in the words of the last policy that holds it, releases before proposals.
    public let rule: Rule
    /// Where each policy that holds it has it from, by the policy's name.
    public let cites: [(policy: String, cite: String)]
    /// Cells whose predictions rest on the rule; of a cell in several runs the last verdict.
    public let cells: [RuleBook.Sourced]

    static func all(_ cells: [RuleBook.Sourced]) -> [RuleEntry] {
        var order: [String] = []
        var newest: [String: Rule] = [:]
        var cites: [String: [(policy: String, cite: String)]] = [:]
        for policy in Policy.all {
            for rule in policy.rules {
                if newest[rule.id] == nil { order.append(rule.id) }
                // What a proposal takes over from a release is cited there too.
                newest[rule.id] = rule
                cites[rule.id, default: []].append((policy.name, rule.cite))
            }
        }
        var exercised: [String: [RuleBook.Sourced]] = [:]
        for cell in cells {
            let rules = Set(cell.judged.judgement.predicted.flatMap { $0.because.map(\.rule) })
            for rule in rules { exercised[rule, default: []].append(cell) }
        }
        return order.compactMap { id in
            newest[id].map { RuleEntry(rule: $0, cites: cites[id] ?? [], cells: exercised[id] ?? []) }
        }
    }

    /// Cells by verdict, in the order of ``Verdict/allCases``.
    public var counts: [(verdict: Verdict, cells: Int)] {
        let counted = cells.reduce(into: [:]) { $0[$1.judged.judgement.verdict, default: 0] += 1 }
        return Verdict.allCases.compactMap { verdict in counted[verdict].map { (verdict, $0) } }
    }

    /// By series the verdict of the cells there that is the gravest: by status a FAIL, then an ERROR, a MISS, an XFAIL,
    /// a PASS and a SKIP.
    public var verdicts: [String: Verdict] {
        cells.reduce(into: [:]) { verdicts, one in
            let key = series(one.judged.cell.boot.kernel)
            let verdict = one.judged.judgement.verdict
            if verdicts[key].map({ $0.status.gravity < verdict.status.gravity }) ?? true { verdicts[key] = verdict }
        }
    }
}
