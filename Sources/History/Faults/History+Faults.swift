import GRDB

extension History {
    /// Every fault that a run ever told, by kernel and policy: what is there first, then what is gone.
    public func faults() throws -> [FaultPast] { try faultsAndChanges().faults }

    /// The same, and how many came and went in each run, by ``Run/place``.
    func faultsAndChanges() throws -> (faults: [FaultPast], changes: [String: FaultCount]) {
        try read { database in
            var faults: [FaultPast] = []
            var changes: [String: FaultCount] = [:]
            for (policy, walk) in try Self.walks(database) {
                faults += try Self.pasts(walk, by: policy, database)
                for (position, run) in walk.runs.enumerated() {
                    let place = try Row.fetchOne(
                        database, sql: "SELECT begun, folder FROM run WHERE id = ?", arguments: [run])
                    let count = FaultCount(new: walk.came[position] ?? 0, gone: walk.went[position] ?? 0)
                    changes[History.Run.place(place?["begun"] ?? "", place?["folder"] ?? "")] = count
                }
            }
            return (faults.sorted(by: Self.isBefore), changes)
        }
    }

    /// One for each policy, by its name.
    private static func walks(_ database: Database) throws -> [(policy: String, walk: FaultWalk)] {
        let policies = try String.fetchAll(
            database, sql: "SELECT DISTINCT policy FROM run WHERE faults IS NOT NULL ORDER BY policy")
        return try policies.map { policy in
            let runs = try Int64.fetchAll(
                database,
                sql: "SELECT id FROM run WHERE policy = ? AND faults IS NOT NULL ORDER BY begun, name, id",
                arguments: [policy])
            return (policy, try FaultWalk(runs, database))
        }
    }

    /// What became of the faults in a run; nil where the run does not tell its faults.
    static func faultChanges(in run: Row, _ database: Database) throws -> FaultChanges? {
        guard run["faults"] as Int? != nil else { return nil }
        let (id, policy): (Int64, String) = (run["id"], run["policy"])
        let earlier = try Int64.fetchAll(
            database,
            sql: """
                SELECT id FROM run WHERE policy = ? AND faults IS NOT NULL AND id <> ?
                    AND (begun, name, id) < (?, ?, ?) ORDER BY begun, name, id
                """, arguments: [policy, id, run["begun"] as String, run["name"] as String, id])
        let walk = try FaultWalk(earlier + [id], database)
        let here = try pasts(walk, by: policy, database) { $0.gone == nil && $0.last == earlier.count }
        let gone = try pasts(walk, by: policy, database) { $0.gone == earlier.count }
        return FaultChanges(
            new: here.filter(\.isNew).sorted(by: isBefore), gone: gone.sorted(by: isBefore),
            standing: here.count { !$0.isNew })
    }

    private static func pasts(
        _ walk: FaultWalk, by policy: String, _ database: Database,
        where isWanted: (FaultWalk.Past) -> Bool = { _ in true }
    ) throws -> [FaultPast] {
        try walk.pasts.filter { isWanted($0.value) }.map { key, past in
            func end(_ position: Int) throws -> Regression.End {
                try Self.end(walk.runs[position], key.kernel, database)
            }
            let told = try Row.fetchOne(
                database,
                sql: """
                    SELECT digest, duty, class, says, consequence, place FROM shown JOIN fault ON fault.id = fault
                    WHERE run = ? AND fault = ?
                    """, arguments: [walk.runs[past.last], key.fault])
            return FaultPast(
                fault: told?["digest"] ?? "", duty: told?["duty"] ?? "", class: told?["class"] ?? "",
                says: told?["says"] ?? "", consequence: told?["consequence"] ?? "", place: told?["place"],
                kernel: key.kernel, policy: policy,
                state: past.gone != nil ? .gone : past.last == walk.runs.count - 1 ? .here : .notLookedAt,
                before: try past.before.map(end), since: try end(past.since), last: try end(past.last),
                gone: try past.gone.map(end), cells: past.cells.count)
        }
    }

    /// What is there first; then the latest news, and the rest by name.
    private static func isBefore(_ one: FaultPast, _ other: FaultPast) -> Bool {
        func rank(_ past: FaultPast) -> Int { past.state == .gone ? 2 : past.state == .notLookedAt ? 1 : 0 }
        if rank(one) != rank(other) { return rank(one) < rank(other) }
        if one.since.run != other.since.run { return one.since.run > other.since.run }
        return (one.fault, one.kernel, one.policy) < (other.fault, other.kernel, other.policy)
    }
}
