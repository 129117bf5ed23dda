import GRDB
import Printing
import Runner

/// The rows of one run's faults.
struct FaultRows {
    private let run: RunOutline
    private let id: Int64
    private let database: Database

    /// - Parameter id: the run's, in the history.
    init(_ run: RunOutline, id: Int64, _ database: Database) {
        self.run = run
        self.id = id
        self.database = database
    }

    /// - Returns: Whether the run's folder tells its faults; one without tells nothing, which is not the same as none.
    @discardableResult func insert() throws -> Bool {
        guard let faults = try RecordedFault.read(run.folder) else { return false }
        try database.execute(sql: "UPDATE run SET faults = ? WHERE id = ?", arguments: [faults.count, id])
        for fault in faults { try insert(fault) }
        return true
    }

    private func insert(_ fault: RecordedFault) throws {
        try database.execute(
            sql: "INSERT OR IGNORE INTO fault (digest, duty) VALUES (?, ?)", arguments: [fault.id, kept(fault.duty)])
        let number = try Int64.fetchOne(database, sql: "SELECT id FROM fault WHERE digest = ?", arguments: [fault.id])
        try database.execute(
            sql: """
                INSERT OR REPLACE INTO shown (run, fault, class, says, consequence, place, observed, predicted)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                id, number, kept(fault.class), kept(fault.says), kept(fault.consequence, limit: 2000), fault.spot,
                fault.observed, fault.predicted,
            ])
        let insert = try database.makeStatement(
            sql: """
                INSERT OR REPLACE INTO fault_cell (run, fault, cell)
                VALUES (?, ?, (SELECT id FROM cell WHERE digest = ?))
                """)
        for cell in fault.cells {
            do {
                try insert.execute(arguments: [id, number, cell])
            } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_CONSTRAINT_NOTNULL {
                throw HistoryError(
                    "\(run.folder.faults) names the cell \(Printable.line(cell, limit: 80)), which its plan does not have",
                    hint: "one of the two was changed")
            }
        }
    }
}
