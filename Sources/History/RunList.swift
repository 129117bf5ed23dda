import GRDB

extension History {
    /// One imported run with its cells by status.
    public struct Run: Encodable, Sendable {
        public var name: String
        public var folder: String
        public var begun: String
        public var config: String
        public var policy: String
        public var exit: Int?
        public var statuses: [String: Int]
    }

    /// Every run, the newest first.
    public func runs() throws -> [Run] {
        try database.read { database in
            let counted = try Row.fetchAll(
                database,
                sql: """
                    SELECT run, status, count(*) FROM verdict JOIN outcome ON outcome.id = outcome GROUP BY run, status
                    """)
            let statuses = Dictionary(grouping: counted) { $0[0] as Int64 }
                .mapValues { rows in
                    Dictionary(rows.map { ($0[1] as String, $0[2] as Int) }, uniquingKeysWith: { first, _ in first })
                }
            return try Row.fetchAll(database, sql: "SELECT * FROM run ORDER BY begun DESC, name DESC, id DESC").map {
                Run(
                    name: $0["name"], folder: $0["folder"], begun: $0["begun"], config: $0["config"],
                    policy: $0["policy"], exit: $0["exit"], statuses: statuses[$0["id"]] ?? [:])
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
            return "\(run.begun.prefix(16))  \(run.folder)  \(run.config)  \(counts.joined(separator: "  "))  \(exit)"
        }.joined(separator: "\n")
    }
}
