import Journal
import Plan
public import RouteModel
import Verdict

/// A statement with its verdict on each kernel, and what shows it.
public struct StatementEntry: Sendable {
    /// What shows a statement's verdict on a kernel.
    public enum Source: String, Codable, Sendable {
        /// By cells of a run.
        case observed
        /// By exploring what the kernel's policy predicts; nothing was booted for it.
        case predicted
    }

    /// What cells of one kernel say.
    public struct Observed: Sendable {
        /// The worst that any of the cells says.
        public var verdict: StatementVerdict
        /// The first of the cells that say so, and how many they are.
        public var cell: RuleBook.Sourced
        /// Number of cells that say the same.
        public var count: Int
        /// Why the first of those cells says so, in a sentence.
        public var reason: String
    }

    /// What is known for one kernel.
    public struct Shown: Sendable {
        /// Series of the kernel, such as `7.3`; of a kernel that is no release its name.
        public let series: String
        /// The worst that cells or the policy's prediction show.
        public let verdict: StatementVerdict
        /// What shows the verdict; nil where nothing does, which then is why it is `not-observable`.
        public let by: Source?
        /// Why the verdict is what it is, in a sentence.
        public let reason: String
        /// What cells say; nil where none bears on the statement.
        public let observed: Observed?
        /// What the policy predicts; nil where the kernel has no policy, or where a cell contradicts the prediction.
        public let predicted: StatementForecast?
    }

    /// The statement, in its own words and with its source.
    public let statement: Statement
    /// Policies whose predictions bear it out in every configuration that it speaks of.
    public let policies: [String]
    /// Every cell that bears on it, with what it says.
    public let cells: [(source: RuleBook.Sourced, finding: StatementFinding)]
    /// By series, every release of the model and then what else was run.
    public let shown: [Shown]

    init(_ id: Statement.ID, _ judged: [RuleBook.Sourced], _ forecasts: [String: [StatementForecast]]) {
        let cells = judged.flatMap { one in
            (one.judged.judgement.statements ?? []).filter { $0.id == id.rawValue }.map { (one, $0) }
        }
        let predicted = forecasts.mapValues { $0.first { $0.statement == id } }
        let releases = Policy.releases.map(\.name)
        let others = Set(cells.map(\.0.judged.cell.boot.kernel)).subtracting(releases).sorted()
        statement = Statement(id)
        self.cells = cells
        policies = Policy.all.map(\.name).filter { predicted[$0]??.verdict == .satisfied }
        shown = (releases + others).map { kernel in
            Self.shown(kernel, cells.filter { $0.0.judged.cell.boot.kernel == kernel }, predicted[kernel] ?? nil)
        }
    }

    /// A statement is about every route, so the worst that anything shows is its verdict; where both say the same, what
    /// was seen counts. A prediction that a cell of the same configuration contradicts shows nothing.
    private static func shown(
        _ kernel: String, _ cells: [(source: RuleBook.Sourced, finding: StatementFinding)],
        _ forecast: StatementForecast?
    ) -> Shown {
        let observed = worst(cells)
        let predicted = forecast.flatMap { isRefuted($0, cells) ? nil : $0 }
        func shown(_ verdict: StatementVerdict, _ by: Source?, _ reason: String) -> Shown {
            Shown(
                series: series(kernel), verdict: verdict, by: by, reason: reason, observed: observed,
                predicted: predicted)
        }
        let seen = observed?.verdict ?? .notObservable
        if let predicted, predicted.verdict.weight > seen.weight {
            return shown(predicted.verdict, .predicted, predicted.reason)
        }
        if let observed { return shown(observed.verdict, .observed, observed.reason) }
        if let predicted { return shown(.notObservable, predicted.points > 0 ? .predicted : nil, predicted.reason) }
        return shown(.notObservable, nil, "no cell bears on it, and there is no policy for this kernel")
    }

    private static func worst(_ cells: [(source: RuleBook.Sourced, finding: StatementFinding)]) -> Observed? {
        guard let top = cells.max(by: { $0.finding.verdict.weight < $1.finding.verdict.weight })?.finding.verdict
        else { return nil }
        let alike = cells.filter { $0.finding.verdict == top }
        return alike.first.map {
            Observed(verdict: top, cell: $0.source, count: alike.count, reason: $0.finding.reason)
        }
    }

    /// Whether a cell of the very configuration says something else.
    private static func isRefuted(
        _ forecast: StatementForecast, _ cells: [(source: RuleBook.Sourced, finding: StatementFinding)]
    ) -> Bool {
        guard let point = forecast.configuration else { return false }
        return cells.contains { source, finding in
            let cell = source.judged.cell
            guard finding.verdict != .notObservable, finding.verdict != forecast.verdict else { return false }
            var boot = point.boot
            boot.kernel = cell.boot.kernel
            var device = point.device
            device.name = cell.device.name
            var request = point.request
            request.direction = cell.request.direction
            return boot == cell.boot && device == cell.device && request == cell.request
        }
    }
}
