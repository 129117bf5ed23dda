import GRDB
import Report

/// What does not come to the same each time.
public struct Flakes: Encodable, Sendable {
    /// A boot of which attempts failed.
    public struct Boot: Encodable, Sendable {
        /// Key of the boot, 64 hexadecimal digits.
        public var boot: String
        /// Values of the boot on one line.
        public var says: String
        /// Number of runs that attempted the boot.
        public var runs: Int
        /// Number of attempts in all those runs.
        public var attempts: Int
        /// Number of attempts that failed.
        public var failed: Int
        /// Failed attempts, of all.
        public var rate: Double
        /// Why the newest failed attempt failed, perhaps in several lines.
        public var lastFailure: String
    }

    /// A cell with several verdicts on one kernel, by one policy, one dmaroute and one emulator.
    public struct Unsteady: Encodable, Sendable {
        /// Whole id of the cell, 64 hexadecimal digits.
        public var cell: String
        /// Boot, device and request of the cell on one line.
        public var says: String
        /// Of the kernel's package.
        public var kernel: String?
        /// How many runs came to each.
        public var verdicts: [String: Int]
    }

    /// Those that fail most often first.
    public var boots: [Boot]
    /// Those whose verdict is rarest first.
    public var cells: [Unsteady]
}

extension History {
    /// Boots of which attempts failed, and cells whose verdict changed where nothing else did.
    public func flakes() throws -> Flakes {
        try read { database in
            let boots = try Row.fetchAll(
                database,
                sql: """
                    SELECT key, says, count(DISTINCT run) AS runs, count(*) AS attempts, count(failure) AS failed,
                        (SELECT failure FROM attempt AS last JOIN run ON run.id = last.run
                            WHERE last.boot = boot.id AND failure IS NOT NULL
                            ORDER BY begun DESC, number DESC LIMIT 1) AS failure
                    FROM attempt JOIN boot ON boot.id = attempt.boot
                    GROUP BY boot.id HAVING failed > 0 ORDER BY failed * 1.0 / attempts DESC, key
                    """)
            return Flakes(
                boots: boots.map { row in
                    let (attempts, failed): (Int, Int) = (row["attempts"], row["failed"])
                    return .init(
                        boot: row["key"], says: row["says"], runs: row["runs"], attempts: attempts, failed: failed,
                        rate: Double(failed) / Double(max(1, attempts)), lastFailure: row["failure"] ?? "")
                }, cells: try Self.unsteady(database))
        }
    }

    private static func unsteady(_ database: Database) throws -> [Flakes.Unsteady] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                WITH several AS MATERIALIZED (
                    SELECT cell FROM verdict GROUP BY cell HAVING min(outcome) <> max(outcome)
                )
                SELECT cell.digest AS digest, cell.says AS says, version, policy, dmaroute, emulator,
                    outcome.verdict AS word, count(*) AS runs
                FROM several
                JOIN verdict ON verdict.cell = several.cell
                JOIN cell ON cell.id = several.cell
                JOIN outcome ON outcome.id = verdict.outcome
                JOIN run ON run.id = verdict.run
                LEFT JOIN kernel ON kernel.run = run.id AND kernel.name = cell.kernel
                WHERE outcome.status <> 'SKIP'
                GROUP BY several.cell, version, sha256, policy, dmaroute, emulator, outcome.verdict
                """)
        struct Key: Hashable {
            var cell: String
            var values: [String?]
        }
        let alike = Dictionary(grouping: rows) { row in
            Key(cell: row["digest"], values: [row["version"], row["policy"], row["dmaroute"], row["emulator"]])
        }
        return alike.values.filter { $0.count > 1 }
            .map { rows in
                Flakes.Unsteady(
                    cell: rows[0]["digest"], says: rows[0]["says"], kernel: rows[0]["version"],
                    verdicts: Dictionary(
                        rows.map { ($0["word"] as String, $0["runs"] as Int) }, uniquingKeysWith: +))
            }
            .sorted { ($0.rarest, $0.cell) < ($1.rarest, $1.cell) }
    }
}

extension Flakes.Unsteady {
    fileprivate var rarest: Int { verdicts.values.min() ?? 0 }
}

extension Flakes {
    /// The list in lines: boots with their share of failed attempts, then cells with their verdicts.
    public var text: String {
        var lines = [
            boots.isEmpty ? "no attempt at a boot failed" : "attempts that failed: \(counted(boots.count, "boot"))"
        ]
        for boot in boots {
            let percent = (boot.rate * 1000).rounded() / 10
            lines.append(
                "\(percent) %  \(boot.failed) of \(boot.attempts) in \(counted(boot.runs, "run"))  \(boot.says)")
            lines.append("      \(boot.lastFailure.split(separator: "\n").first ?? "")   [\(boot.boot.prefix(12))]")
        }
        lines.append(
            cells.isEmpty
                ? "no cell changed its verdict where nothing else changed"
                : "verdicts that changed where nothing else did: \(counted(cells.count, "cell"))")
        for cell in cells {
            let verdicts = cell.verdicts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            lines.append("\(verdicts.map { "\($0.key) \($0.value)" }.joined(separator: "  "))  \(cell.kernel ?? "")")
            lines.append("      \(cell.says)   [\(cell.cell.prefix(12))]")
        }
        return lines.joined(separator: "\n")
    }
}
