import Printing
import Foundation
import GRDB
import Journal
import Plan
import Report
import RouteModel
public import Runner
import Verdict

extension History {
    /// What an import came to.
    public enum Added: Hashable, Sendable {
        case new
        /// The run went on since it was imported.
        case again
        case alreadyThere
        /// It was there without its faults, and they were taken in.
        case faults
        /// It judges the evidence of another run again, and so saw nothing of its own.
        case noRun
    }

    /// Takes a run in, whole or not at all. A run that is there already is not taken in twice.
    @discardableResult public func add(_ run: RunOutline) throws -> Added {
        guard run.header.judges == nil else { return .noRun }
        return try write { database in
            let known = try Row.fetchOne(
                database, sql: "SELECT id, bytes, faults FROM run WHERE identity = ?", arguments: [run.identity])
            if let known {
                guard run.bytes > known["bytes"] else {
                    guard known["faults"] as Int? == nil else { return .alreadyThere }
                    return try FaultRows(run, id: known["id"], database).insert() ? .faults : .alreadyThere
                }
                try database.execute(sql: "DELETE FROM run WHERE id = ?", arguments: [known["id"] as Int64])
            }
            let config = try Self.config(of: run, database)
            try RunRows(run, config: config, database).insert()
            return known == nil ? .new : .again
        }
    }

    /// The name of a run's config; its plan is read only where no run with the same one came before.
    private static func config(of run: RunOutline, _ database: Database) throws -> String {
        let digest = run.header.plan
        if let name = try String.fetchOne(database, sql: "SELECT name FROM plan WHERE digest = ?", arguments: [digest])
        {
            return name
        }
        let plan = try run.folder.readPlan()
        guard plan.digest == digest else {
            throw HistoryError(
                "\(run.folder.plan) is not the plan that \(run.folder.journal) names",
                hint: "one of the two was changed")
        }
        let boots = try database.makeStatement(sql: "INSERT OR IGNORE INTO boot (key, kernel, says) VALUES (?, ?, ?)")
        let cells = try database.makeStatement(
            sql: "INSERT OR IGNORE INTO cell (digest, kernel, says) VALUES (?, ?, ?)")
        for boot in plan.boots {
            try boots.execute(arguments: [boot.key, boot.boot.kernel, BootText.text(boot.boot)])
            for cell in boot.cells {
                try cells.execute(arguments: [cell.id, boot.boot.kernel, CellText.text(cell)])
            }
        }
        try database.execute(sql: "INSERT INTO plan (digest, name) VALUES (?, ?)", arguments: [digest, plan.name])
        return plan.name
    }
}

/// The rows of one run.
private struct RunRows {
    private let run: RunOutline
    private let config: String
    private let database: Database

    init(_ run: RunOutline, config: String, _ database: Database) {
        self.run = run
        self.config = config
        self.database = database
    }

    func insert() throws {
        let header = run.header
        let folder = URL(fileURLWithPath: run.folder.path).standardizedFileURL
        try database.execute(
            sql: """
                INSERT INTO run (identity, bytes, name, folder, begun, config, policy, dmaroute, emulator, accelerator, exit)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                run.identity, run.bytes, folder.lastPathComponent, folder.path, run.begun, config,
                kept(header.policy.text), kept(header.dmaroute), kept(header.emulator), kept(header.accelerator),
                run.exit,
            ])
        let id = database.lastInsertedRowID
        for kernel in header.kernels {
            try database.execute(
                sql: "INSERT OR IGNORE INTO kernel (run, name, version, release, sha256) VALUES (?, ?, ?, ?, ?)",
                arguments: [
                    id, kernel.name, kernel.version.map(kept), kernel.release.map(kept), kernel.packedDigest,
                ])
        }
        try insertVerdicts(id)
        try insertAttempts(id)
        try FaultRows(run, id: id, database).insert()
    }

    private func insertVerdicts(_ id: Int64) throws {
        let insert = try database.makeStatement(
            sql: """
                INSERT OR REPLACE INTO verdict (cell, run, outcome, attempts)
                VALUES ((SELECT id FROM cell WHERE digest = ?), ?, ?, ?)
                """)
        var outcomes: [Outcome: Int64] = [:]
        for cell in run.cells {
            let outcome = Outcome(cell)
            let known = try outcomes[outcome] ?? outcome.id(in: database)
            outcomes[outcome] = known
            do {
                try insert.execute(arguments: [cell.id, id, known, cell.attempt])
            } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_CONSTRAINT_NOTNULL {
                throw HistoryError(
                    "\(run.folder.journal) closes the cell \(Printable.line(cell.id, limit: 80)), which its plan does not have",
                    hint: "one of the two was changed")
            }
        }
    }

    private func insertAttempts(_ id: Int64) throws {
        let insert = try database.makeStatement(
            sql: """
                INSERT OR REPLACE INTO attempt (run, boot, number, milliseconds, failure)
                SELECT ?, id, ?, ?, ? FROM boot WHERE key = ?
                """)
        for attempt in run.attempts {
            try insert.execute(
                arguments: [
                    id, attempt.number, attempt.milliseconds, attempt.failure.map(kept),
                    attempt.boot,
                ])
        }
    }
}

/// A verdict with what tells it from another of the same word: the route that was seen, or why.
private struct Outcome: Hashable {
    var verdict: Verdict
    var says: String

    init(_ cell: ClosedCell) {
        verdict = cell.head.verdict
        // Addresses differ from boot to boot and make no other outcome.
        let why = cell.head.why.map { kept($0).withoutAddresses }
        says = cell.head.route.map(RouteText.text) ?? why ?? ""
    }

    func id(in database: Database) throws -> Int64 {
        try database.execute(
            sql: "INSERT OR IGNORE INTO outcome (verdict, status, says) VALUES (?, ?, ?)",
            arguments: [verdict.rawValue, verdict.status.rawValue, says])
        return try Int64.fetchOne(
            database, sql: "SELECT id FROM outcome WHERE verdict = ? AND says = ?", arguments: [verdict.rawValue, says])
            ?? 0
    }
}

/// A text of a journal as it is kept: bounded, and without control characters, at the first of which SQLite's own tools and
/// functions would end it.
func kept(_ text: String) -> String { kept(text, limit: 400) }

/// - Parameter limit: number of Unicode scalars.
func kept(_ text: String, limit: Int) -> String { Printable.text(String(text.unicodeScalars.prefix(limit))) }
