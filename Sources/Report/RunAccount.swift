public import Evidence
public import Journal
public import Plan
import RouteModel
public import Verdict

/// A run as its plan and journal tell it: what every report is made of.
public struct RunAccount: Sendable {
    /// One closed cell with all that its verdict rests on.
    public struct Told: Sendable {
        public var cell: Cell
        public var judgement: Judgement
        /// How many attempts its boot needed.
        public var attempts: Int
        /// What the last attempt saw; nil where no attempt came so far.
        public var observation: Observation?

        public init(cell: Cell, judgement: Judgement, attempts: Int, observation: Observation?) {
            self.cell = cell
            self.judgement = judgement
            self.attempts = attempts
            self.observation = observation
        }
    }

    /// An attempt at a boot that left no observations.
    public struct Failed: Sendable {
        public var attempt: Int
        public var reason: String

        public init(attempt: Int, reason: String) {
            self.attempt = attempt
            self.reason = reason
        }
    }

    /// Folder of the run, as whoever asked named it.
    public let run: String
    public let plan: Plan
    public let header: RunHeader
    /// Closed cells in the plan's order.
    public let cells: [Told]
    /// How long the last attempt at a boot took, in milliseconds, by the boot's key.
    public let durations: [String: Int]
    /// By the boot's key.
    public let failed: [String: [Failed]]
    /// Paths of the raw files that the last attempt at a boot left, by the boot's key.
    public let files: [String: [String]]

    public init(
        run: String, plan: Plan, header: RunHeader, cells: [Told], durations: [String: Int] = [:],
        failed: [String: [Failed]] = [:], files: [String: [String]] = [:]
    ) {
        self.run = run
        self.plan = plan
        self.header = header
        self.cells = cells
        self.durations = durations
        self.failed = failed
        self.files = files
    }

    /// The proof of a cell's verdict.
    func explanation(of told: Told) -> Explanation {
        let kernel = told.cell.boot.kernel
        return Explanation(
            cell: told.cell, judgement: told.judgement, run: run,
            policy: header.policy == "own" ? kernel : header.policy,
            version: header.kernels.first { $0.name == kernel }?.version, attempt: nil, observation: told.observation,
            files: [])
    }

    /// What of the plan has no verdict: the run goes on or was cut off.
    public var open: Int { plan.cellCount - cells.count }
}
