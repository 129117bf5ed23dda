import Files
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
        } catch let error as DatabaseError {
            throw Self.problem(error, path) ?? error
        }
    }

    func read<Value>(_ body: (Database) throws -> Value) throws -> Value { try told { try database.read(body) } }

    func write<Value>(_ body: (Database) throws -> Value) throws -> Value { try told { try database.write(body) } }

    private func told<Value>(_ body: () throws -> Value) throws -> Value {
        do { return try body() } catch let error as DatabaseError { throw Self.problem(error, path) ?? error }
    }

    /// SQLite's words with the path and what to do; nil where they are of a statement and not of the file.
    static func problem(_ error: DatabaseError, _ path: String) -> FileProblem? {
        let said = error.message ?? "error \(error.resultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_FULL: return FileProblem("write", path, ENOSPC)
        // SQLite has the same for both, and names neither.
        case .SQLITE_IOERR:
            var disk = statvfs()
            let isFull = statvfs(path, &disk) == 0 && disk.f_bavail == 0
            return FileProblem("write", path, isFull ? ENOSPC : EIO)
        case .SQLITE_READONLY, .SQLITE_PERM: return FileProblem("write", path, EACCES)
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return FileProblem("\(path) is in use by another process: \(said)", hint: "wait for it, or end it")
        case .SQLITE_CORRUPT:
            return FileProblem(
                "\(path) is damaged: \(said)", hint: "import the runs anew into another file: --history names it")
        case .SQLITE_ERROR: return nil
        default: return FileProblem("cannot use \(path): \(said)", hint: "name another file with --history")
        }
    }
}
