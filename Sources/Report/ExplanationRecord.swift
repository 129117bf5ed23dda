import Evidence
import Plan
import RouteModel
import Verdict

/// A proof as `dmaroute explain --format json` writes it.
public struct ExplanationRecord: Encodable, Sendable {
    private let told: Explanation

    public init(_ told: Explanation) { self.told = told }

    private enum Key: String, CodingKey {
        case cell, run, boot, device, request, kernel, policy, readFrom, verdict, status, sides, unread, predicted
        case guestSide, deviceSide, route, parting, allowedBy, cause, onHardware, wrong, statements, dmas, attempt,
            files, restsOn
    }

    private struct SideRecord: Encodable {
        var says: String
        var view: SideView?
        var lines: [String]

        init(_ says: String, _ side: Side?) {
            self.says = says
            view = side?.view
            lines = side?.view?.lines ?? []
        }
    }

    private struct OtherRecord: Encodable {
        var policy: String
        var rules: [Judgement.Alternative.Step]

        init(_ other: Explanation.Other) {
            policy = other.policy
            rules = other.rules.map { .init(rule: $0.id, says: $0.says, cite: $0.cite) }
        }
    }

    private struct StatementRecord: Encodable {
        var id: String
        var says: String?
        var cite: String?
        var verdict: StatementVerdict
        var reason: String
    }

    /// Writes every key; what is not known or does not apply is null.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        let judgement = told.judgement
        try values.encode(told.cell.id, forKey: .cell)
        try values.encode(told.run, forKey: .run)
        try values.encode(told.cell.boot, forKey: .boot)
        try values.encode(told.cell.device, forKey: .device)
        try values.encode(told.cell.request, forKey: .request)
        try values.encode(told.version, forKey: .kernel)
        try values.encode(told.policy, forKey: .policy)
        try values.encode(told.readFrom, forKey: .readFrom)
        try values.encode(judgement.verdict, forKey: .verdict)
        try values.encode(judgement.status, forKey: .status)
        try values.encode(judgement.sides, forKey: .sides)
        try values.encode(judgement.unread, forKey: .unread)
        try values.encode(judgement.predicted, forKey: .predicted)
        try values.encode(SideRecord(judgement.guest, told.observation?.guest), forKey: .guestSide)
        try values.encode(SideRecord(judgement.device, told.observation?.device), forKey: .deviceSide)
        try values.encode(judgement.route, forKey: .route)
        try values.encode(told.parting, forKey: .parting)
        try values.encode(told.others.map(OtherRecord.init), forKey: .allowedBy)
        try values.encode(judgement.cause, forKey: .cause)
        try values.encode(told.emulationNote, forKey: .onHardware)
        try values.encode(judgement.wrong, forKey: .wrong)
        let statements = (judgement.statements ?? []).map { finding in
            let statement = Statement.named(finding.id)
            return StatementRecord(
                id: finding.id, says: statement?.says, cite: statement?.cite, verdict: finding.verdict,
                reason: finding.reason)
        }
        try values.encode(statements, forKey: .statements)
        try values.encode(judgement.dmas, forKey: .dmas)
        try values.encode(told.attempt, forKey: .attempt)
        try values.encode(told.files, forKey: .files)
        try values.encode(told.resting, forKey: .restsOn)
    }
}
