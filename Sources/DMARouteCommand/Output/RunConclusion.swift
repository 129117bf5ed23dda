import Faults
import Files
import Foundation
import Journal
import Plan
import Report
import RouteModel
import Runner
import Verdict

/// The end of a run or a check: result.json, the summary, the exit code.
struct RunConclusion {
    /// What was to be done; where that was a part of a plan, only this part.
    let plan: Plan
    let header: RunHeader
    /// Those with a verdict, each once.
    let cells: [JudgedCell]
    let folder: RunFolder
    let common: CommonOptions
    /// Whether any side saw anything of any cell; nil: as the cells tell.
    var observed: Bool?
    /// Faults by id that are declared.
    var declared: [String: FaultDeclaration] = [:]
    /// Whether a fault that is not declared ends the run as a FAIL does.
    var failsOnFaults = false

    /// Writes the verdicts where they are kept, and tells none.
    /// - Parameter journal: nil where it says already how the run ended.
    func record(to journal: JournalFile?) throws -> Ending {
        let judgements = Dictionary(cells.map { ($0.cell.id, $0.judgement) }, uniquingKeysWith: { $1 })
        let cells = plan.boots.flatMap { boot in
            boot.cells.compactMap { cell in
                judgements[cell.id].map { RunResult.Cell(cell: cell.id, means: boot.boot.means, $0) }
            }
        }
        let result = RunResult(plan: header.plan, policy: header.policy, cells: cells)
        let json = try result.json()
        try WholeFile.put(json, at: folder.result, isDurable: true)
        let faults = FaultSummary(log, declared: declared)
        try faults.write(in: folder)
        var code = RunExit.of(
            judgements.values.map(\.verdict), observed: observed ?? self.cells.contains(where: \.isObserved))
        if failsOnFaults, faults.isNews { code = RunExit.fail }
        let summary = Summary(plan: plan, header: header, judgements: judgements, run: folder.path)
        let counts = Dictionary(uniqueKeysWithValues: summary.counts.map { ($0.key.rawValue, $0.value) })
        try journal?.append(.runEnd(exit: code, counts: counts, usage: .ofThisProcess()))
        return Ending(code: code, json: json, summary: summary, faults: faults)
    }

    /// What a run came to.
    struct Ending {
        let code: Int32
        let json: Data
        let summary: Summary
        let faults: FaultSummary
    }

    /// Where the cells were brought together from elsewhere, what was seen of them stands in the journal alone.
    private var log: RunLog {
        if observed != nil, let whole = try? folder.readLog(named: folder.path) { return whole }
        return RunLog(name: folder.path, plan: plan, header: header, cells: cells)
    }

    /// The cell with its verdict; nil where it has none.
    func judged(_ cell: Cell) -> JudgedCell? { cells.last { $0.cell.id == cell.id } }

    func write(to journal: JournalFile?) throws {
        let ending = try record(to: journal)
        let (code, summary) = (ending.code, ending.summary)
        let faults = ending.faults.text(run: folder.path)
        if common.format == .json {
            StandardOutput.put(json: ending.json)
            if !common.quiet {
                CommandExit.complain(summary.text(colour: ProgressConsole.colours(STDERR_FILENO), faults: faults))
            }
        } else {
            // A check is asked for the whole; a run names the first and leaves the rest to it.
            let limit = header.judges == nil ? Summary.told : Int.max
            StandardOutput.write(
                summary.text(colour: ProgressConsole.colours(STDOUT_FILENO), limit: limit, faults: faults))
            StandardOutput.write("\(folder.path): exit \(code)")
        }
        if code != 0 { throw CommandExit.Code(value: code) }
    }
}
