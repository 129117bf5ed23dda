import Printing
public import Journal
public import Plan

extension RunFolder {
    /// What the run's plan and journal say.
    /// - Parameters:
    ///   - name: the folder as whoever asked named it; nil: its path.
    ///   - plan: the run's, where it was read before.
    /// - Throws: `RunnerError` where one of the two cannot be read, or the journal does not begin with the run.
    public func readLog(named name: String? = nil, plan: Plan? = nil) throws -> RunLog {
        let plan = try plan ?? readPlan()
        let events = try JournalFile.read(journal, limit: RunLimits(plan).journal)
        guard let log = RunLog(name: name ?? path, plan: plan, events: events) else {
            throw RunnerError(
                "\(journal) does not begin with the run", hint: "name the folder of a run that has begun")
        }
        return log
    }
}

extension RunLog {
    /// The one closed cell whose id begins with these digits.
    public func cell(_ digits: String) throws -> JudgedCell {
        let wanted = digits.lowercased()
        let planned = plan.cells.map(\.id).filter { $0.hasPrefix(wanted) }
        guard let id = planned.first, !wanted.isEmpty else {
            throw RunnerError(
                "\(name) has no cell whose id begins with \(Printable.line(digits))",
                hint: "a verdict's line ends with its cell's id in brackets; plan.json names all \(plan.cellCount)")
        }
        guard planned.count == 1 else {
            let shown = planned.prefix(8).map { String($0.prefix(12)) }.joined(separator: ", ")
            throw RunnerError(
                "\(planned.count) cells of \(name) begin with \(wanted): \(shown)" + (planned.count > 8 ? ", …" : ""),
                hint: "give more digits")
        }
        guard let found = closed[id] else {
            throw RunnerError(
                "cell \(id.prefix(12)) of \(name) has no verdict yet",
                hint: "the run goes on or was cut off; dmaroute check judges what it kept")
        }
        return found
    }
}
