public import Plan
public import RouteModel
import Verdict

/// One prediction as `dmaroute predict --format json` writes it.
public struct PredictionRecord: Encodable, Sendable {
    /// The cell that is predicted.
    public var cell: Cell
    /// Name of the policy that predicts, such as `linux-6.1`.
    public var policy: String
    var outcome: Outcome
    var reasons: [Judgement.Alternative.Step]

    public init(cell: Cell, policy: Policy, outcome: Outcome) {
        self.cell = cell
        self.policy = policy.name
        self.outcome = outcome
        self.reasons = outcome.because.rules.map(Judgement.Alternative.Step.init)
    }

    /// Every alternative of a cell's prediction.
    public static func records(of cell: Cell, policy: Policy) -> [PredictionRecord] {
        let point = Point(boot: cell.boot, device: cell.device, request: cell.request)
        return policy.predict(point).map { PredictionRecord(cell: cell, policy: policy, outcome: $0) }
    }

    enum CodingKeys: String, CodingKey { case cell, boot, device, request, policy, allowed, given, because }

    /// Writes the cell's id and values, one alternative of the prediction, and the rules that led to it.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(cell.id, forKey: .cell)
        try values.encode(cell.boot, forKey: .boot)
        try values.encode(cell.device, forKey: .device)
        try values.encode(cell.request, forKey: .request)
        try values.encode(policy, forKey: .policy)
        try values.encode(outcome.allowed, forKey: .allowed)
        let given = Dictionary(outcome.given.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        try values.encode(given, forKey: .given)
        try values.encode(reasons, forKey: .because)
    }
}

extension PredictionRecord {
    /// The prediction in words, a rule a line.
    public var text: String {
        var lines = ["\(CellText.text(cell))   [\(cell.shortID)]"]
        let given = outcome.given.map { "\($0.name) = \($0.value)" }.joined(separator: ", ")
        let routes = outcome.allowed.map { $0.map(RouteText.text).joined(separator: ", or ") }
        let allows = routes ?? "nothing it could say: unmodelled"
        lines.append("  \(policy) allows  \(allows)" + (given.isEmpty ? "" : "  given \(given)"))
        if outcome.allowed?.contains(where: { $0.arrivesInEmulationAlone(in: cell.boot, at: cell.device) }) == true {
            lines.append("  hardware  \(PrivateMemory.inEmulationAlone)")
        }
        lines += reasons.map { "    \($0.says)  (\($0.rule), \($0.cite))" }
        return lines.joined(separator: "\n")
    }
}
