import Printing
import GRDB
import Report
import RouteModel
import Runner

/// One cell's verdicts over the runs.
public struct CellHistory: Encodable, Sendable {
    /// What one run came to for the cell.
    public struct Entry: Encodable, Sendable {
        /// Name of the run, such as `2026-11-22-a`.
        public var run: String
        /// When the run began, UTC, such as `2026-11-22T03:00:07.125Z`.
        public var begun: String
        /// Policy of the run: `own` for each kernel's own, else the name of the one for all.
        public var policy: String
        /// Of the kernel's package; nil where it was not at hand.
        public var kernel: String?
        /// Status of the verdict, such as `PASS`.
        public var status: String
        /// Word of the verdict, such as `agree`.
        public var verdict: String
        /// The route that was seen, or why the verdict is none of a route.
        public var says: String
        /// Number of the attempt that the verdict rests on; 0 where nothing was started.
        public var attempts: Int

        /// Whether another entry differs in nothing but its run.
        func isLike(_ other: Entry) -> Bool {
            (policy, kernel, verdict, says, attempts)
                == (other.policy, other.kernel, other.verdict, other.says, other.attempts)
        }
    }

    /// Whole id of the cell, 64 hexadecimal digits.
    public var cell: String
    /// Name of the kernel that the cell boots, such as `linux-6.1`.
    public var kernel: String
    /// Boot, device and request of the cell on one line.
    public var says: String
    /// The newest run first.
    public var runs: [Entry]
}

extension History {
    /// The one cell whose id begins with these digits.
    public func cell(_ digits: String) throws -> CellHistory {
        let wanted = digits.lowercased()
        return try read { database in
            let found = try Row.fetchAll(
                database, sql: "SELECT * FROM cell WHERE digest >= ? AND digest < ? ORDER BY digest LIMIT 9",
                arguments: [wanted, wanted + "g"])
            guard let cell = found.first, !wanted.isEmpty, wanted.allSatisfy(\.isHexDigit) else {
                throw HistoryError(
                    "\(path) has no cell whose id begins with \(Printable.line(digits, limit: 80))",
                    hint: "dmaroute history import RUN… takes in a run's cells")
            }
            guard found.count == 1 else {
                let shown = found.prefix(8).map { String(($0["digest"] as String).prefix(12)) }.joined(separator: ", ")
                throw HistoryError(
                    "several cells begin with \(wanted): \(shown)\(found.count > 8 ? ", …" : "")",
                    hint: "give more digits")
            }
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT run.name AS name, begun, policy, version, status, verdict.attempts AS attempts,
                        outcome.verdict AS word, outcome.says AS says
                    FROM verdict
                    JOIN run ON run.id = verdict.run
                    JOIN outcome ON outcome.id = verdict.outcome
                    LEFT JOIN kernel ON kernel.run = verdict.run AND kernel.name = ?
                    WHERE verdict.cell = ?
                    ORDER BY begun DESC, run.name DESC, run.id DESC
                    """, arguments: [cell["kernel"] as String, cell["id"] as Int64])
            return CellHistory(
                cell: cell["digest"], kernel: cell["kernel"], says: cell["says"],
                runs: rows.map {
                    .init(
                        run: $0["name"], begun: $0["begun"], policy: $0["policy"], kernel: $0["version"],
                        status: $0["status"], verdict: $0["word"], says: $0["says"], attempts: $0["attempts"])
                })
        }
    }
}

extension CellHistory {
    /// Runs that came to the same stand on one line.
    public var text: String {
        var spans: [[Entry]] = []
        for entry in runs {
            if let last = spans.last?.last, last.isLike(entry) {
                spans[spans.count - 1].append(entry)
            } else {
                spans.append([entry])
            }
        }
        let lines = spans.compactMap { span -> String? in
            guard let newest = span.first, let oldest = span.last else { return nil }
            let runs = span.count == 1 ? newest.run : "\(oldest.run) to \(newest.run), \(span.count) runs"
            let attempts = newest.attempts > 1 ? "  at attempt \(newest.attempts)" : ""
            let policy = PolicyChoice(newest.policy).name.map { "  by \($0)" } ?? ""
            return
                "\(newest.status) \(newest.verdict)  \(newest.kernel ?? "not at hand")\(policy)\(attempts)  \(newest.says)"
                + "\n      \(runs)"
        }
        return (["\(says)   [\(cell.prefix(12))]"] + (lines.isEmpty ? ["no run has a verdict of it"] : lines))
            .joined(separator: "\n")
    }
}
