import Foundation
import GRDB

/// Runs over time, in one SQLite file that several processes may use at once.
public struct History: Sendable {
    let database: DatabaseQueue
    /// Path of the SQLite file, as the caller gave it.
    public let path: String

    /// Seconds that a process waits for another's import.
    static let patience = 60.0

    /// - Parameter creating: whether a file that is not there is made.
    /// - Throws: ``HistoryError`` where the file is none of this, or of a newer version.
    public init(path: String, creating: Bool) throws {
        try self.init(path: path, creating: creating, schema: Schema())
    }

    init(path: String, creating: Bool, schema: Schema) throws {
        self.path = path
        guard creating || FileManager.default.fileExists(atPath: path) else {
            throw HistoryError(
                "there is no \(path)", hint: "dmaroute history import RUN… makes it; --history names another file")
        }
        var configuration = Configuration()
        configuration.busyMode = .timeout(Self.patience)
        do {
            let database = try DatabaseQueue(path: path, configuration: configuration)
            try database.writeWithoutTransaction { database in
                try schema.apply(to: database, path: path)
                // Readers then go on while another process imports.
                try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
            }
            self.database = database
        } catch let error as DatabaseError where error.resultCode == .SQLITE_NOTADB {
            throw HistoryError("\(path) is no history: it is no SQLite file", hint: "name another with --history")
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CANTOPEN {
            throw HistoryError(
                "\(path) cannot be opened: \(error.message ?? "")", hint: "is its folder there, and yours?")
        }
    }
}
