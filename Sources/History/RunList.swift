import GRDB
import Report

extension History {
    /// One imported run with its cells by status.
    public struct Run: Encodable, Sendable {
        /// Name of the run, such as `2026-11-22-a`.
        public var name: String
        /// Absolute path of the run's folder when it was imported.
        public var folder: String
        /// When the run began, UTC, such as `2026-11-22T03:00:07.125Z`.
        public var begun: String
        /// Name of the config that the run's plan was made from.
        public var config: String
        /// Policy of the run: `own` for each kernel's own, else the name of the one for all.
        public var policy: String
        /// Exit code of the run; nil for one that went on or was cut off when it was imported.
        public var exit: Int?
        /// Number of cells by status, such as `PASS`.
        public var statuses: [String: Int]
        /// Number of faults; nil where the run does not tell them.
        public var faults: Int?
        /// Milliseconds that its boots took, one after the other.
        public var milliseconds: Int

        /// When and where: a folder may have held another run before.
        var place: String { Self.place(begun, folder) }

        static func place(_ begun: String, _ folder: String) -> String { "\(begun) \(folder)" }
    }

    /// Every run, the newest first.
    public func runs() throws -> [Run] {
        try read { database in
            let counted = try Row.fetchAll(
                database,
                sql: """
                    SELECT run, status, count(*) FROM verdict JOIN outcome ON outcome.id = outcome GROUP BY run, status
                    """)
            let statuses = Dictionary(grouping: counted) { $0[0] as Int64 }
                .mapValues { rows in
                    Dictionary(rows.map { ($0[1] as String, $0[2] as Int) }, uniquingKeysWith: { first, _ in first })
                }
            let all = """
                SELECT *, (SELECT total(milliseconds) FROM attempt WHERE attempt.run = run.id) AS time FROM run
                ORDER BY begun DESC, name DESC, id DESC
                """
            return try Row.fetchAll(database, sql: all).map {
                Run(
                    name: $0["name"], folder: $0["folder"], begun: $0["begun"], config: $0["config"],
                    policy: $0["policy"], exit: $0["exit"], statuses: statuses[$0["id"]] ?? [:], faults: $0["faults"],
                    milliseconds: Int($0["time"] as Double))
            }
        }
    }
}

extension History.Run {
    /// The list in lines.
    public static func text(_ runs: [History.Run]) -> String {
        guard !runs.isEmpty else { return "no run was imported" }
        return runs.map { run in
            let counts = run.statuses.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.key) \($0.value)" }
            let exit = run.exit.map { "exit \($0)" } ?? "not finished"
            let faults = run.faults.map { "  \(counted($0, "fault"))" } ?? ""
            return
                "\(run.begun.prefix(16))  \(run.folder)  \(run.config)  \(counts.joined(separator: "  "))\(faults)  \(exit)"
        }.joined(separator: "\n")
    }
}
