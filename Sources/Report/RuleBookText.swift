import Plan
import RouteModel
import Verdict

/// Rules and statements for a reader.
public struct RuleBookText {
    private let book: RuleBook
    private let series: [String]

    public init(_ book: RuleBook) {
        self.book = book
        series = book.statements.first?.shown.map(\.series) ?? []
    }

    public var text: String { (rules + [""] + statements).joined(separator: "\n") }

    public var rules: [String] {
        let reached = book.rules.count { !$0.cells.isEmpty }
        let heading =
            "\(counted(book.rules.count, "rule")) of \(counted(Policy.all.count, "policy")); "
            + (book.runs.isEmpty
                ? "no run was read" : "\(reached) exercised by \(counted(book.cells, "cell")) of \(runs)")
        return [heading, ""] + book.rules.flatMap(rule)
    }

    private var runs: String { book.runs.joined(separator: ", ") }

    private func rule(_ entry: RuleEntry) -> [String] {
        var lines = ["\(entry.rule.id)   \(entry.cites.map(\.policy).joined(separator: " "))"]
        lines.append("    \(entry.rule.says)  (\(entry.rule.cite))")
        let counts = entry.counts.map { "\($0.verdict.rawValue) \($0.cells)" }.joined(separator: ", ")
        let first = entry.counts.compactMap { verdict, _ in
            entry.cells.first { $0.judgement.verdict == verdict }.map { "[\($0.cell.shortID)] \(verdict.rawValue)" }
        }
        lines.append(
            "    " + (counts.isEmpty ? "no cell exercises it" : "\(counts); such as \(first.joined(separator: ", "))"))
        return lines
    }

    public var statements: [String] {
        let rows = book.statements.map { entry in
            [entry.statement.id]
                + entry.shown.map { $0.verdict.rawValue + ($0.by == .predicted ? " (p)" : "") }
        }
        let widths = (0...series.count).map { column in
            ([["statement"] + series] + rows).map { $0[column].count }.max() ?? 0
        }
        let table = ([["statement"] + series] + rows).map { row in
            (zip(row, widths).dropLast().map { $0.padded(to: $1) } + row.suffix(1)).joined(separator: "  ")
        }
        return table + ["", "(p): only predicted, by exploring what the kernel's policy predicts; else observed in \(runs.isEmpty ? "a run" : runs)"]
            + [""] + book.statements.flatMap(statement)
    }

    private func statement(_ entry: StatementEntry) -> [String] {
        var lines = ["\(entry.statement.id.padded(to: 8))  \(entry.statement.says)"]
        var told: [(series: [String], text: [String])] = []
        for shown in entry.shown {
            let text = [showing(shown), beside(shown)].compactMap { $0 }
            if let place = told.firstIndex(where: { $0.text == text }) {
                told[place].series.append(shown.series)
            } else {
                told.append(([shown.series], text))
            }
        }
        for group in told {
            lines.append("          \(group.series.joined(separator: ", ")): \(group.text.first ?? "")")
            lines += group.text.dropFirst().map { "              \($0)" }
        }
        return lines
    }

    private func showing(_ shown: StatementEntry.Shown) -> String {
        let verdict = shown.verdict.rawValue
        switch shown.by {
        case .observed:
            let cells = shown.observed.map {
                "\(counted($0.count, "cell")), such as [\($0.cell.cell.shortID)]"
            }
            return "\(verdict), observed in \(cells ?? ""): \(shown.reason)"
        case .predicted: return "\(verdict), only predicted: \(shown.reason)\(place(shown.predicted))"
        case nil: return "\(verdict): \(shown.reason)"
        }
    }

    /// What the other of cells and exploration says, where that is something else.
    private func beside(_ shown: StatementEntry.Shown) -> String? {
        switch shown.by {
        case .predicted:
            guard let observed = shown.observed, observed.verdict != shown.verdict else { return nil }
            return "observed is \(observed.verdict.rawValue), in \(counted(observed.count, "cell")), such as "
                + "[\(observed.cell.cell.shortID)]: \(observed.reason)"
        case .observed, nil:
            guard let predicted = shown.predicted, predicted.points > 0, predicted.verdict != shown.verdict else {
                return nil
            }
            return "predicted is \(predicted.verdict.rawValue): \(predicted.reason)\(place(predicted))"
        }
    }

    /// The smallest configuration, as flags, and how many there are.
    private func place(_ forecast: StatementForecast?) -> String {
        guard let forecast, let point = forecast.configuration else { return "" }
        let all = forecast.verdict == .satisfied || forecast.points == forecast.bearing
        let share = all ? "all \(forecast.bearing)" : "\(forecast.points) of \(forecast.bearing)"
        return "; in \(share) configurations that bear on it, the smallest "
            + ConfigurationFlags.text(point, kernel: "linux-…").replacing("--kernel linux-… ", with: "")
    }
}
