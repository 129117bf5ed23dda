import GRDB

/// Follows faults through the runs by one policy, the oldest first.
struct FaultWalk {
    /// A fault in a kernel.
    struct Key: Hashable {
        let fault: Int64
        let kernel: String
    }

    /// What is known of it, by positions in ``runs``.
    struct Past {
        var before: Int?
        var since: Int
        var last: Int
        var gone: Int?
        /// The newest run that looked and did not see it.
        var without: Int?
        /// Cells that show it in the last run that does, and whether each was seen there or is predicted alone.
        var cells: [Int64: Bool]
    }

    /// Ids of the runs that tell their faults.
    let runs: [Int64]
    private(set) var pasts: [Key: Past] = [:]
    /// How many came, and how many went, in each of the runs.
    private(set) var came: [Int: Int] = [:]
    private(set) var went: [Int: Int] = [:]
    /// The newest run so far that saw a cell, or judged it at all.
    private var seen: [Int64: Int] = [:]
    private var judged: [Int64: Int] = [:]

    init(_ runs: [Int64], _ database: Database) throws {
        self.runs = runs
        for (position, run) in runs.enumerated() {
            try take(position, shown: Self.shown(run, database), looked: Self.looked(run, database))
        }
    }

    private mutating func take(_ position: Int, shown: [Key: [Int64: Bool]], looked: [Int64: Bool]) {
        for (key, cells) in shown {
            if var past = pasts[key], past.gone == nil {
                (past.last, past.cells) = (position, cells)
                pasts[key] = past
            } else {
                // One that was never there: whoever looked at its cells before did not see it.
                let before = pasts[key]?.without ?? cells.compactMap { ($1 ? seen : judged)[$0] }.max()
                pasts[key] = Past(before: before, since: position, last: position, cells: cells)
                if before != nil { came[position, default: 0] += 1 }
            }
        }
        for (key, past) in pasts where shown[key] == nil {
            guard past.cells.contains(where: { $1 ? looked[$0] == true : looked[$0] != nil }) else { continue }
            if past.gone == nil {
                pasts[key]?.gone = position
                went[position, default: 0] += 1
            }
            pasts[key]?.without = position
        }
        for (cell, isSeen) in looked {
            judged[cell] = position
            if isSeen { seen[cell] = position }
        }
    }

    /// Statuses of cells of which something was seen.
    private static let observed: Set<String> = ["PASS", "FAIL", "XFAIL"]

    private static func shown(_ run: Int64, _ database: Database) throws -> [Key: [Int64: Bool]] {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT fault, fault_cell.cell AS cell, kernel, status FROM fault_cell
                JOIN cell ON cell.id = fault_cell.cell
                LEFT JOIN verdict ON verdict.cell = fault_cell.cell AND verdict.run = fault_cell.run
                LEFT JOIN outcome ON outcome.id = verdict.outcome
                WHERE fault_cell.run = ?
                """, arguments: [run])
        var found: [Key: [Int64: Bool]] = [:]
        while let row = try rows.next() {
            let isSeen = (row["status"] as String?).map(observed.contains) ?? false
            found[Key(fault: row["fault"], kernel: row["kernel"]), default: [:]][row["cell"]] = isSeen
        }
        return found
    }

    /// Of the cells that ever showed a fault.
    private static func looked(_ run: Int64, _ database: Database) throws -> [Int64: Bool] {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT cell, status FROM verdict JOIN outcome ON outcome.id = verdict.outcome
                WHERE run = ? AND cell IN (SELECT cell FROM fault_cell)
                """, arguments: [run])
        var found: [Int64: Bool] = [:]
        while let row = try rows.next() { found[row["cell"]] = observed.contains(row["status"]) }
        return found
    }
}
