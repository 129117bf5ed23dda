public import Evidence
public import Plan
import RouteModel

/// A run as its plan and its journal tell it, for those who read it and judge nothing.
public struct RunLog: Sendable {
    /// Folder of the run, as whoever asked named it.
    public let name: String
    /// The plan that the run is of.
    public let plan: Plan
    /// What the run was made with, as its first beginning tells.
    public let header: RunHeader
    /// Cells that have their verdict, by id; a run that goes on has not closed all.
    public let closed: [String: JudgedCell]
    /// How long the last attempt at a boot took, in milliseconds, by the boot's key.
    public let durations: [String: Int]
    /// Attempts at a boot that came to their end, first to last, by the boot's key.
    public let ended: [String: [Int]]
    private let observed: [String: [(attempt: Int, observation: Observation)]]

    /// - Parameter cells: those that have their verdict, with what was seen of them.
    public init(name: String, plan: Plan, header: RunHeader, cells: [JudgedCell], durations: [String: Int] = [:]) {
        self.name = name
        self.plan = plan
        self.header = header
        self.durations = durations
        closed = Dictionary(cells.map { ($0.cell.id, $0) }, uniquingKeysWith: { $1 })
        ended = [:]
        observed = closed.compactMapValues { cell in cell.observation.map { [(cell.attempt, $0)] } }
    }

    /// - Returns: nil where the events do not begin with the run.
    public init?(name: String, plan: Plan, events: [Event]) {
        guard case .runBegin(let header)? = events.first else { return nil }
        let cells = Dictionary(plan.cells.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var judged: [String: JudgedCell] = [:]
        var durations: [String: Int] = [:]
        var ended: [String: [Int]] = [:]
        var observed: [String: [(attempt: Int, observation: Observation)]] = [:]
        for event in events {
            switch event {
            case .observation(_, let attempt, let observation):
                observed[observation.cell, default: []].append((attempt, observation))
            case .cell(let id, _, let attempt, _, let judgement):
                judged[id] = cells[id].map {
                    JudgedCell(cell: $0, attempt: attempt, observation: nil, judgement: judgement)
                }
            case .bootEnd(let boot, let attempt, let milliseconds):
                durations[boot] = milliseconds
                ended[boot, default: []].append(attempt)
            case .runBegin, .bootBegin, .attemptFailed, .runEnd: continue
            }
        }
        for (id, cell) in judged {
            judged[id]?.observation = Self.of(cell.attempt, observed[id])?.observation
        }
        self.name = name
        self.plan = plan
        self.header = header
        self.durations = durations
        self.ended = ended
        self.observed = observed
        closed = judged
    }

    private static func of(
        _ attempt: Int?, _ seen: [(attempt: Int, observation: Observation)]?
    ) -> (attempt: Int, observation: Observation)? {
        seen?.last { $0.attempt == attempt } ?? seen?.last
    }

    /// Closed cells in the plan's order.
    public var cells: [JudgedCell] { plan.cells.compactMap { closed[$0.id] } }

    /// What the attempt saw of a cell that its verdict rests on, or else the last that saw any; nil where no attempt came
    /// so far.
    public func observation(of cell: Cell) -> (attempt: Int, observation: Observation)? {
        Self.of(closed[cell.id]?.attempt, observed[cell.id])
    }

    /// The attempt at a boot that its observations are of; nil where there are none.
    public func attempt(at boot: PlannedBoot) -> Int? {
        boot.cells.lazy.compactMap { observation(of: $0)?.attempt }.first
    }

    /// What of the plan has no verdict: the run goes on or was cut off.
    public var open: Int { plan.cellCount - plan.cells.count { closed[$0.id] != nil } }

    /// Name of the policy that a cell is judged by.
    public func policy(of cell: Cell) -> String { header.policy.name(for: cell.boot.kernel) }

    /// Version of the package of the cell's kernel; nil where the kernel was not at hand.
    public func version(of cell: Cell) -> String? {
        header.kernels.first { $0.name == cell.boot.kernel }?.version
    }
}
