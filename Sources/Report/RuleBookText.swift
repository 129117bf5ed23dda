import Journal
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

    /// Rules and then statements, with an empty line between them.
    public var text: String { (rules + [""] + statements).joined(separator: "\n") }

    /// A heading, then each rule with its policies, its place in the source and the verdicts of its cells, in lines.
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
            entry.cells.first { $0.judged.judgement.verdict == verdict }.map {
                "[\($0.judged.cell.shortID)] \(verdict.rawValue)"
            }
        }
        lines.append(
            "    " + (counts.isEmpty ? "no cell exercises it" : "\(counts); such as \(first.joined(separator: ", "))"))
        return lines
    }

    /// A table of verdicts by kernel, then each statement with what shows its verdicts, in lines.
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
        let source = runs.isEmpty ? "no run was read" : "all else was observed in \(runs)"
        let legend = "(p): only predicted, by exploring what the kernel's policy predicts; \(source)"
        return table + ["", legend, ""] + book.statements.flatMap(statement)
    }

    private func statement(_ entry: StatementEntry) -> [String] {
        var groups: [[StatementEntry.Shown]] = []
        for shown in entry.shown {
            if let place = groups.firstIndex(where: { $0.first.map(key) == key(shown) }) {
                groups[place].append(shown)
            } else {
                groups.append([shown])
            }
        }
        return ["\(entry.statement.id.padded(to: 8))  \(entry.statement.says)"] + groups.flatMap(told)
    }

    /// Kernels that are alike in this are told together.
    private func key(_ shown: StatementEntry.Shown) -> String {
        // Addresses differ from kernel to kernel; what they tell is the same.
        [shown.verdict.rawValue, shown.by?.rawValue ?? "", shown.reason, beside(shown) ?? ""].joined(separator: "\n")
            .withoutAddresses
    }

    private func told(_ group: [StatementEntry.Shown]) -> [String] {
        guard let first = group.first else { return [] }
        let names = group.map(\.series).joined(separator: ", ")
        let head = "          \(names): \(first.verdict.rawValue)"
        let more = beside(first).map { ["              \($0)"] } ?? []
        switch first.by {
        case .observed:
            let cells = group.compactMap(\.observed)
            let counts = counted(cells.reduce(0) { $0 + $1.count }, "cell")
            let ids = cells.map { "[\($0.cell.judged.cell.shortID)]" }.joined(separator: " ")
            return ["\(head), observed in \(counts), such as \(ids): \(first.reason)"] + more
        case .predicted: return ["\(head), only predicted: \(first.reason)\(place(first.predicted))"] + more
        case nil: return ["\(head): \(first.reason)"] + more
        }
    }

    /// What the other of cells and exploration says, where it says something, and something else.
    private func beside(_ shown: StatementEntry.Shown) -> String? {
        switch shown.by {
        case .predicted:
            guard let observed = shown.observed, observed.verdict != shown.verdict, observed.verdict != .notObservable
            else { return nil }
            return "what was observed is \(observed.verdict.rawValue), such as [\(observed.cell.judged.cell.shortID)]: "
                + observed.reason
        case .observed, nil:
            guard let predicted = shown.predicted, predicted.verdict != .notObservable,
                predicted.verdict != shown.verdict
            else { return nil }
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
