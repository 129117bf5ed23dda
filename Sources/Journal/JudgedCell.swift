public import Evidence
public import Plan
public import RouteModel
public import Verdict

/// A cell of a plan with its verdict, and what that rests on.
public struct JudgedCell: Sendable {
    /// The cell, as its plan has it.
    public var cell: Cell
    /// Number of the attempt that the verdict rests on; 0 where nothing was started.
    public var attempt: Int
    /// What was seen of the cell; nil where no attempt came so far.
    public var observation: Observation?
    /// The verdict with what it rests on.
    public var judgement: Judgement

    public init(cell: Cell, attempt: Int, observation: Observation?, judgement: Judgement) {
        self.cell = cell
        self.attempt = attempt
        self.observation = observation
        self.judgement = judgement
    }

    /// Whether any side saw anything of it.
    public var isObserved: Bool {
        attempt > 0 && (observation?.guest.view != nil || observation?.device.view != nil)
    }
}

/// A cell as the line that closes it names it, with the head of its verdict.
public struct ClosedCell: Sendable {
    /// Whole id of the cell, 64 hexadecimal digits.
    public let id: String
    /// Key of the boot that the cell belongs to.
    public let boot: String
    /// Number of the attempt that the verdict rests on; 0 where nothing was started.
    public let attempt: Int
    /// Of the boot's memory encryption; nil where there is none.
    public let means: Means?
    /// The verdict without its proof.
    public let head: VerdictHead

    /// What stands of it in `result.json`.
    public var result: RunResult.Cell {
        RunResult.Cell(
            cell: id, means: means, verdict: head.verdict, sides: head.sides, route: head.route,
            statements: head.statements)
    }
}
