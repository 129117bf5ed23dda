import GRDB
import Printing
import Report

/// A cell as a history names it.
public struct CellName: Encodable, Sendable {
    /// Whole id of the cell, 64 hexadecimal digits.
    public var cell: String
    /// Boot, device and request of the cell on one line.
    public var says: String
}

/// Cells of one kernel that went bad between the same two runs in the same way.
public struct Regression: Encodable, Sendable {

    /// A run, and what of it can make a difference.
    public struct End: Encodable, Hashable, Sendable {
        /// Name of the run, such as `2026-11-22-a`.
        public var run: String
        /// Version of the kernel's package; nil where the kernel was not at hand.
        public var kernel: String?
        /// Version of the dmaroute that made the run.
        public var dmaroute: String
        /// QEMU with its version, as the run's journal names it.
        public var emulator: String
    }

    /// Name of the kernel that all the cells boot, such as `linux-6.1`.
    public var kernel: String
    /// The last run in which they were as predicted, and the first after it in which they were not.
    public var good: End
    /// First run after ``good`` in which the cells were not as predicted.
    public var bad: End
    /// Status of the cells in the run that was asked about, such as `FAIL`.
    public var status: String
    /// Verdict on the cells in the run that was asked about, such as `forbidden`.
    public var verdict: String
    /// Why, in the run that was asked about.
    public var says: String
    /// Cells that regressed in this way, by id.
    public var cells: [CellName]

    /// What changed between the two.
    public var changed: [String] { Self.changed(kernel, good, bad) }

    /// What of a kernel and of what runs it differs between two runs.
    static func changed(_ kernel: String, _ good: End, _ bad: End) -> [String] {
        let range = KernelRange(good: good.kernel, bad: bad.kernel)
        var changed = range.differs ? ["\(kernel) \(range.text)"] : []
        if good.dmaroute != bad.dmaroute { changed.append("dmaroute \(good.dmaroute)..\(bad.dmaroute)") }
        if good.emulator != bad.emulator { changed.append("\(good.emulator)..\(bad.emulator)") }
        return changed
    }

    private enum CodingKeys: String, CodingKey { case kernel, range, good, bad, status, verdict, says, cells, changed }

    /// Writes, beside the stored values, the range of kernel versions and what changed.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(kernel, forKey: .kernel)
        try values.encode("\(good.kernel ?? "?")..\(bad.kernel ?? "?")", forKey: .range)
        try values.encode(good, forKey: .good)
        try values.encode(bad, forKey: .bad)
        try values.encode(status, forKey: .status)
        try values.encode(verdict, forKey: .verdict)
        try values.encode(says, forKey: .says)
        try values.encode(cells, forKey: .cells)
        try values.encode(changed, forKey: .changed)
    }
}

/// What regressed in a run.
public struct Regressions: Encodable, Sendable {
    /// Name of the run that was asked about.
    public var run: String
    /// Absolute path of the folder of the run that was asked about.
    public var folder: String
    /// Those with the most cells first.
    public var regressions: [Regression]
    /// Cells that are bad and were never good.
    public var neverGood: Int
    /// What became of the kernels' faults; nil where the run does not tell its faults.
    public var faults: FaultChanges?
}

extension History {
    /// What of a run is not as predicted and was so in an earlier run by the same policy.
    /// - Parameter name: the run's folder or its name; nil for the newest.
    public func regressions(in name: String?) throws -> Regressions {
        try read { database in
            guard let run = try Self.run(name, database) else {
                throw HistoryError(
                    name.map { "\(path) has no run \($0)" } ?? "\(path) has no run",
                    hint: "dmaroute history lists the runs, and dmaroute history import RUN… takes one in")
            }
            let rows = try Row.fetchAll(
                database, sql: Self.lastGood,
                arguments: [
                    "run": run["id"] as Int64, "policy": run["policy"] as String, "begun": run["begun"] as String,
                ])
            return try Regressions(
                run: run["name"], folder: run["folder"], regressions: Self.grouped(rows, database),
                neverGood: rows.count { $0["good"] == nil }, faults: Self.faultChanges(in: run, database))
        }
    }

    private static func run(_ name: String?, _ database: Database) throws -> Row? {
        guard let name else {
            return try Row.fetchOne(database, sql: "SELECT * FROM run ORDER BY begun DESC, name DESC, id DESC LIMIT 1")
        }
        let last = name.split(separator: "/").last.map(String.init) ?? name
        // Several folders may hold runs of one name: the whole path decides, and else the newest.
        return try Row.fetchOne(
            database,
            sql:
                "SELECT * FROM run WHERE name = ? ORDER BY folder = ? DESC, folder LIKE '%/' || ? DESC, begun DESC LIMIT 1",
            arguments: [last, name, name])
    }

    /// Of each bad cell the last run in which it was good and the first one after it in which it was bad. What was not run,
    /// and a divergence that was declared, is neither.
    private static let lastGood = """
        WITH ranked AS MATERIALIZED (
            SELECT id, row_number() OVER (ORDER BY begun, name, id) AS rank FROM run
            WHERE policy = :policy AND (begun < :begun OR id = :run)
        ), bad AS MATERIALIZED (
            SELECT cell, outcome FROM verdict JOIN outcome ON outcome.id = outcome
            WHERE run = :run AND status IN ('FAIL', 'ERROR', 'MISS')
        ), past AS MATERIALIZED (
            SELECT bad.cell AS cell, rank, status FROM bad
            JOIN verdict ON verdict.cell = bad.cell
            JOIN ranked ON ranked.id = verdict.run
            JOIN outcome ON outcome.id = verdict.outcome
        ), good AS MATERIALIZED (
            SELECT cell, max(rank) AS rank FROM past WHERE status = 'PASS' GROUP BY cell
        ), first AS MATERIALIZED (
            SELECT past.cell AS cell, min(past.rank) AS rank FROM past JOIN good ON good.cell = past.cell
            WHERE status IN ('FAIL', 'ERROR', 'MISS') AND past.rank > good.rank GROUP BY past.cell
        )
        SELECT cell.kernel AS kernel, cell.digest AS digest, cell.says AS cell, outcome.status AS status,
            outcome.verdict AS verdict, outcome.says AS says, lastGood.id AS good, firstBad.id AS bad
        FROM bad
        JOIN cell ON cell.id = bad.cell
        JOIN outcome ON outcome.id = bad.outcome
        LEFT JOIN good ON good.cell = bad.cell
        LEFT JOIN first ON first.cell = bad.cell
        LEFT JOIN ranked AS lastGood ON lastGood.rank = good.rank
        LEFT JOIN ranked AS firstBad ON firstBad.rank = first.rank
        ORDER BY cell.digest
        """

    private struct Key: Hashable {
        var kernel: String
        var good: Int64
        var bad: Int64
        var status: String
        var verdict: String
        var says: String
    }

    private static func grouped(_ rows: [Row], _ database: Database) throws -> [Regression] {
        let regressed = rows.compactMap { row -> (key: Key, row: Row)? in
            guard let good = row["good"] as Int64?, let bad = row["bad"] as Int64? else { return nil }
            let key = Key(
                kernel: row["kernel"], good: good, bad: bad, status: row["status"], verdict: row["verdict"],
                says: row["says"])
            return (key, row)
        }
        return try Dictionary(grouping: regressed, by: \.key)
            .map { key, rows in
                Regression(
                    kernel: key.kernel, good: try end(key.good, key.kernel, database),
                    bad: try end(key.bad, key.kernel, database), status: key.status, verdict: key.verdict,
                    says: key.says, cells: rows.map { .init(cell: $0.row["digest"], says: $0.row["cell"]) })
            }
            .sorted { ($1.cells.count, $0.cells[0].cell) < ($0.cells.count, $1.cells[0].cell) }
    }

    static func end(_ run: Int64, _ kernel: String, _ database: Database) throws -> Regression.End {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT run.name AS name, version, dmaroute, emulator FROM run
                LEFT JOIN kernel ON kernel.run = run.id AND kernel.name = ? WHERE run.id = ?
                """, arguments: [kernel, run])
        return .init(
            run: row?["name"] ?? "", kernel: row?["version"], dmaroute: row?["dmaroute"] ?? "",
            emulator: row?["emulator"] ?? "")
    }
}

extension Regressions {
    /// The regressions in lines, each with what changed and the command that runs its first cell again.
    public var text: String {
        let cells = regressions.map(\.cells.count).reduce(0, +)
        let never = neverGood == 0 ? "" : "; \(counted(neverGood, "cell")) not as predicted and never were"
        var lines = ["\(folder): \(counted(cells, "cell")) regressed in \(counted(regressions.count, "way"))\(never)"]
        for (number, regression) in zip(1..., regressions) {
            let changed = regression.changed
            let what =
                changed.isEmpty
                ? "\(regression.kernel) \(regression.good.kernel ?? "") in both, and nothing that is recorded changed"
                : changed.joined(separator: ", ")
            lines += ["", "\(number). \(what)   \(counted(regression.cells.count, "cell"))"]
            lines.append("    good   \(regression.good.run)")
            lines.append("    bad    \(regression.bad.run), and still")
            lines.append("    now    \(regression.status) \(regression.verdict)  \(regression.says)")
            lines += regression.cells.prefix(3).map { "    cell   \($0.says)   [\($0.cell.prefix(12))]" }
            if let cell = regression.cells.first {
                lines.append("    again  dmaroute rerun \(ShellWord.argument(folder)) --cell \(cell.cell.prefix(12))")
            }
        }
        if let faults { lines += faults.lines(of: folder) }
        return lines.joined(separator: "\n")
    }
}
