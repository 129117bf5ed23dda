public import Evidence
public import Journal
public import Plan
public import Verdict

/// What a run's plan and journal say, for those who read it and judge nothing.
public struct RunRecord: Sendable {
    /// A cell's last line.
    public struct Closed: Sendable {
        public var cell: Cell
        public var judgement: Judgement
        /// Number of the attempt that it rests on.
        public var attempts: Int
    }

    public let folder: RunFolder
    public let plan: Plan
    public let header: RunHeader
    /// By cell's id; a run that goes on has not closed all.
    public let closed: [String: Closed]
    /// How long the last attempt at a boot took, in milliseconds, by the boot's key.
    public let durations: [String: Int]
    /// Attempts at a boot that left no observations, and why, by the boot's key.
    public let failed: [String: [(attempt: Int, reason: String)]]
    private let observed: [String: [(attempt: Int, observation: Observation)]]

    public init(_ folder: RunFolder) throws {
        guard let header = try JournalFile.header(folder.journal) else {
            throw RunnerError(
                "\(folder.journal) does not begin with the run", hint: "name the folder of a run that has begun")
        }
        self.folder = folder
        self.header = header
        plan = try folder.readPlan()
        let cells = Dictionary(plan.cells.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var closed: [String: Closed] = [:]
        var durations: [String: Int] = [:]
        var failed: [String: [(attempt: Int, reason: String)]] = [:]
        var observed: [String: [(attempt: Int, observation: Observation)]] = [:]
        for event in try JournalFile.read(folder.journal) {
            switch event {
            case .observation(_, let attempt, let observation):
                observed[observation.cell, default: []].append((attempt, observation))
            case .cell(let id, _, let attempts, _, let judgement):
                closed[id] = cells[id].map { Closed(cell: $0, judgement: judgement, attempts: attempts) }
            case .bootEnd(let boot, _, let milliseconds): durations[boot] = milliseconds
            case .attemptFailed(let boot, let attempt, let reason): failed[boot, default: []].append((attempt, reason))
            default: continue
            }
        }
        self.closed = closed
        self.durations = durations
        self.failed = failed
        self.observed = observed
    }

    /// Closed cells in the plan's order.
    public var cells: [Closed] { plan.cells.compactMap { closed[$0.id] } }

    /// Every verdict, and whether any side saw its cell.
    public var judged: [String: Conductor.Judged] {
        closed.mapValues { closed in
            let seen = observation(of: closed.cell)?.observation
            return Conductor.Judged(
                judgement: closed.judgement,
                observed: closed.attempts > 0 && (seen?.guest.view != nil || seen?.device.view != nil))
        }
    }

    /// The one closed cell whose id begins with these digits.
    public func cell(_ digits: String) throws -> Closed {
        let wanted = digits.lowercased()
        let planned = plan.cells.map(\.id).filter { $0.hasPrefix(wanted) }
        guard let id = planned.first, !wanted.isEmpty else {
            throw RunnerError(
                "\(folder.path) has no cell whose id begins with \(Printable.line(digits))",
                hint: "a verdict's line ends with its cell's id in brackets; plan.json names all \(plan.cellCount)")
        }
        guard planned.count == 1 else {
            let shown = planned.prefix(8).map { String($0.prefix(12)) }.joined(separator: ", ")
            throw RunnerError(
                "\(planned.count) cells of \(folder.path) begin with \(wanted): \(shown)"
                    + (planned.count > 8 ? ", …" : ""), hint: "give more digits")
        }
        guard let found = closed[id] else {
            throw RunnerError(
                "cell \(id.prefix(12)) of \(folder.path) has no verdict yet",
                hint: "the run goes on or was cut off; dmaroute check judges what it kept")
        }
        return found
    }

    /// What the attempt saw of a cell that its verdict rests on; nil where no attempt came so far.
    public func observation(of cell: Cell) -> (attempt: Int, observation: Observation)? {
        observed[cell.id]?.last { $0.attempt == closed[cell.id]?.attempts } ?? observed[cell.id]?.last
    }

    /// The folder with the raw files: of a check that of the run that it judges.
    var home: RunFolder { header.judges.flatMap { try? RunFolder(existing: $0) } ?? folder }

    /// The attempt at a boot that its observations are of; nil where there are none.
    public func attempt(at boot: PlannedBoot) -> Int? {
        boot.cells.lazy.compactMap { observation(of: $0)?.attempt }.first
    }

    /// The files that an attempt at a cell's boot left, as paths.
    public func files(of cell: Cell, attempt: Int) -> [String] {
        guard let boot = plan.boots.first(where: { $0.cells.contains { $0.id == cell.id } }) else { return [] }
        return files(of: boot, attempt: attempt)
    }

    /// The files that an attempt at a boot left, as paths.
    public func files(of boot: PlannedBoot, attempt: Int) -> [String] {
        guard let kept = home.attempts(of: boot).first(where: { $0.number == attempt }) else { return [] }
        return Self.evidence.map { "\(kept.folder)/\($0)" }.filter(RunFolder.isFile)
    }

    /// Of the guest's side, of the device's, and what both rest on.
    private static let evidence = [
        "ftrace.txt", "kmsg.txt", "facts.txt", "probe.jsonl", "ram.jsonl", "device-trace.log", "domain.xml",
        "console.log",
    ]
}
