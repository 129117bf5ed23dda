public import Foundation
public import Plan
import RouteModel
public import Verdict

/// Journals of parts of one plan as one.
///
/// In whatever order, grouping and number of times parts are added, the outcome is the same: sessions are told apart by
/// their names, an attempt by its session, boot and place in that session, and of two verdicts on one cell the graver
/// counts (``Status``: FAIL, ERROR, MISS, XFAIL, PASS, SKIP), between equally grave ones the one whose entry in the result
/// comes first as bytes. So a cell that was run twice never hides a FAIL, and one that a node could not run does not stand
/// in the way of one that could.
public struct Merge: Sendable {
    /// The plan that every journal must be of.
    public let plan: Plan
    private(set) var sessions: [String: MergedSession] = [:]
    private var cells: [String: MergedCell] = [:]
    /// Cells on which two executions disagreed, with the verdict that counts and the one that does not.
    public private(set) var disagreements: [String: (counts: RunResult.Cell, other: RunResult.Cell)] = [:]

    public init(plan: Plan) { self.plan = plan }

    /// - Throws: ``JournalProblem`` for a journal that is not of this plan, or was made otherwise than those before it.
    public mutating func add(_ journal: JournalText) throws {
        // Killed before its first line: nothing of it counts.
        if journal.lines.isEmpty { return }
        guard let header = journal.header else { throw JournalProblem("it does not begin with the run") }
        guard header.plan == plan.digest else {
            throw JournalProblem("it is of another plan, \(header.plan.prefix(12)), not \(plan.digest.prefix(12))")
        }
        guard header.judges == nil else {
            throw JournalProblem("it judges another run again: merge the runs, then check what is merged")
        }
        var reading: MergedSession?
        for line in journal.lines {
            if let closed = line.closed {
                guard let session = reading else { throw JournalProblem("a verdict stands before the beginning") }
                try close(
                    MergedCell(
                        closed: closed, line: line, session: session.name,
                        place: session.place(of: closed.attempt, at: closed.boot)))
            } else if case .runBegin(let header) = line.event {
                if let reading { keep(reading) }
                reading = nil
                guard header.merged == nil else { continue }
                guard header.session != nil else { throw JournalProblem("its dmaroute is too old to merge its runs") }
                for session in sessions.values { try header.expectAlike(session.header) }
                reading = MergedSession(header, line)
            } else if let boot = line.event.boot, let number = line.event.attempt {
                guard reading != nil else { throw JournalProblem("an attempt stands before the beginning") }
                reading?.add(line, of: boot, number)
            }
        }
        if let reading { keep(reading) }
    }

    private mutating func keep(_ session: MergedSession) {
        sessions[session.name] = sessions[session.name].map { $0.joined(with: session) } ?? session
    }

    private mutating func close(_ new: MergedCell) throws {
        let id = new.closed.id
        guard let old = cells[id] else {
            cells[id] = new
            return
        }
        let (kept, other) = try new.counts(before: old) ? (new, old) : (old, new)
        cells[id] = kept
        if try kept.result.bytes() != other.result.bytes() { disagreements[id] = (kept.result, other.result) }
    }
}

extension Merge {
    /// Cells of the plan without a verdict, in its order.
    public var missing: [(boot: PlannedBoot, cells: [Cell])] {
        plan.boots.compactMap { boot in
            let missing = boot.cells.filter { cells[$0.id] == nil }
            return missing.isEmpty ? nil : (boot, missing)
        }
    }

    /// Verdicts that count, one for each cell that has any, in no order.
    public var verdicts: [Verdict] { cells.values.map(\.closed.head.verdict) }

    /// Every cell with the verdict that counts, in the plan's order; what was seen of them is left out.
    /// - Throws: `DecodingError` for a line whose verdict has no proof that can be read.
    public func judged() throws -> [JudgedCell] {
        let decoder = JSONDecoder()
        return try plan.cells.compactMap { cell in
            guard let merged = cells[cell.id],
                case .cell(_, _, let attempt, _, let judgement) = try decoder.decode(
                    Event.self, from: merged.line.bytes)
            else { return nil }
            return JudgedCell(cell: cell, attempt: attempt, observation: nil, judgement: judgement)
        }
    }

    /// Whether any side saw anything of any cell.
    public var observed: Bool { sessions.values.contains(where: \.hasSeen) }

    /// The verdicts alone: byte for byte those of a run of the whole plan on the same evidence.
    public var result: RunResult {
        RunResult(plan: plan.digest, policy: header?.policy ?? .own, cells: cells.values.map(\.result))
    }

    /// What the whole was made with; nil before anything was added.
    public var header: RunHeader? { RunHeader(merging: inOrder.map(\.header)) }

    /// By their names, and so by when they began.
    var inOrder: [MergedSession] { sessions.values.sorted { $0.name < $1.name } }

    /// The number that an attempt has in what is merged; nil for one that no journal tells of.
    /// - Parameter place: among the attempts that its session made at the boot, from 1.
    public func number(of place: Int, at boot: String, in session: String) -> Int? {
        guard place > 0, place <= sessions[session]?.attempts[boot]?.count ?? 0 else { return nil }
        let earlier = sessions.values.filter { $0.name < session }
        return place + earlier.reduce(0) { $0 + ($1.attempts[boot]?.count ?? 0) }
    }

    /// The journal of the whole, without its last line, piece by piece.
    public func write(_ put: (Data) throws -> Void) throws {
        guard let header else { return }
        let newline = Data([UInt8(ascii: "\n")])
        try put(JSONLines.line(Event.runBegin(header)))
        for session in inOrder {
            try put(session.line + newline)
            for boot in plan.boots {
                let closed = boot.cells.compactMap { cells[$0.id] }.filter { $0.session == session.name }
                for (index, attempt) in (session.attempts[boot.key] ?? []).enumerated() {
                    let number = self.number(of: index + 1, at: boot.key, in: session.name) ?? 0
                    for line in attempt.lines { try put(line.numbered(number) + newline) }
                    for cell in closed where cell.place == index + 1 {
                        try put(cell.line.numbered(number) + newline)
                    }
                }
                for cell in closed where cell.place == 0 { try put(cell.line.numbered(0) + newline) }
            }
        }
    }
}
