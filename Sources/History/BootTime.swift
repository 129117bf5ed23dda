import GRDB

/// How long a boot takes, over the runs.
public struct BootTime: Encodable, Sendable {
    /// Key of the boot, 64 hexadecimal digits.
    public var boot: String
    /// Values of the boot on one line.
    public var says: String
    /// Number of attempts that came to their end.
    public var attempts: Int
    /// Milliseconds of the shortest.
    public var shortest: Int
    /// Milliseconds in the mean.
    public var mean: Int
    /// Milliseconds of the longest.
    public var longest: Int
}

extension History {
    /// The boots that take the longest in the mean, the longest first.
    public func bootTimes(limit: Int) throws -> [BootTime] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT key, says, count(*) AS attempts, min(milliseconds) AS shortest, avg(milliseconds) AS mean,
                        max(milliseconds) AS longest
                    FROM attempt JOIN boot ON boot.id = attempt.boot WHERE milliseconds IS NOT NULL
                    GROUP BY boot.id ORDER BY mean DESC, key LIMIT ?
                    """, arguments: [limit]
            ).map { row in
                BootTime(
                    boot: row["key"], says: row["says"], attempts: row["attempts"], shortest: row["shortest"],
                    mean: Int(row["mean"] as Double), longest: row["longest"])
            }
        }
    }
}
