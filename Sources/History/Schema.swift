import GRDB

/// The tables, and how a file of an earlier version becomes one of this.
///
/// A step is never changed once files were made by it: the next version is one step more.
struct Schema {
    /// What becomes of an empty file: one step a version.
    var steps = [Self.first, Self.second]

    /// `dmar`: says that a SQLite file is a history.
    static let application: Int32 = 0x646d_6172

    /// Brings a file to the newest version. Whoever comes second finds it done.
    func apply(to database: Database, path: String) throws {
        try database.inTransaction(.immediate) {
            let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
            let application = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
            let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
            guard application == Self.application || (application == 0 && tables == 0) else {
                throw HistoryError(
                    "\(path) is a database of something else", hint: "name another file with --history")
            }
            guard version <= steps.count else {
                throw HistoryError(
                    "\(path) has version \(version), and this dmaroute reads version \(steps.count)",
                    hint: "use the dmaroute that wrote it, or a newer one")
            }
            guard version < steps.count else { return .commit }
            for step in steps[max(0, version)...] { try database.execute(sql: step) }
            try database.execute(
                sql: "PRAGMA application_id = \(Self.application); PRAGMA user_version = \(steps.count)")
            return .commit
        }
    }

    private static let first = """
        CREATE TABLE run (
            id INTEGER PRIMARY KEY,
            identity TEXT NOT NULL UNIQUE,
            bytes INTEGER NOT NULL,
            name TEXT NOT NULL,
            folder TEXT NOT NULL,
            begun TEXT NOT NULL,
            config TEXT NOT NULL,
            policy TEXT NOT NULL,
            dmaroute TEXT NOT NULL,
            emulator TEXT NOT NULL,
            accelerator TEXT NOT NULL,
            exit INTEGER
        ) STRICT;
        CREATE TABLE kernel (
            run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
            name TEXT NOT NULL,
            version TEXT,
            release TEXT,
            sha256 TEXT,
            PRIMARY KEY (run, name)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE plan (digest TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE boot (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            kernel TEXT NOT NULL,
            says TEXT NOT NULL
        ) STRICT;
        CREATE TABLE cell (
            id INTEGER PRIMARY KEY,
            digest TEXT NOT NULL UNIQUE,
            kernel TEXT NOT NULL,
            says TEXT NOT NULL
        ) STRICT;
        CREATE TABLE outcome (
            id INTEGER PRIMARY KEY,
            verdict TEXT NOT NULL,
            status TEXT NOT NULL,
            says TEXT NOT NULL,
            UNIQUE (verdict, says)
        ) STRICT;
        CREATE TABLE verdict (
            cell INTEGER NOT NULL REFERENCES cell,
            run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
            outcome INTEGER NOT NULL REFERENCES outcome,
            attempts INTEGER NOT NULL,
            PRIMARY KEY (cell, run)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX verdict_run ON verdict (run);
        CREATE TABLE attempt (
            run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
            boot INTEGER NOT NULL REFERENCES boot,
            number INTEGER NOT NULL,
            milliseconds INTEGER,
            failure TEXT,
            PRIMARY KEY (run, boot, number)
        ) STRICT, WITHOUT ROWID;
        """

    /// Faults, of runs that tell theirs: `run.faults` is null for any other.
    private static let second = """
        ALTER TABLE run ADD COLUMN faults INTEGER;
        CREATE TABLE fault (id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, duty TEXT NOT NULL) STRICT;
        CREATE TABLE shown (
            run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
            fault INTEGER NOT NULL REFERENCES fault,
            class TEXT NOT NULL,
            says TEXT NOT NULL,
            consequence TEXT NOT NULL,
            place TEXT,
            observed INTEGER NOT NULL,
            predicted INTEGER NOT NULL,
            PRIMARY KEY (run, fault)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE fault_cell (
            run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
            fault INTEGER NOT NULL REFERENCES fault,
            cell INTEGER NOT NULL REFERENCES cell,
            PRIMARY KEY (run, fault, cell)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX fault_cell_cell ON fault_cell (cell);
        """
}
