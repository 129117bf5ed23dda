import Journal
import Plan
import RouteModel
import Verdict

/// One rule or statement as `dmaroute rules --format json` writes it.
public struct RuleBookRecord: Encodable, Sendable {
    private enum Entry {
        case rule(RuleEntry)
        case statement(StatementEntry)
    }

    private let entry: Entry

    /// Rules first, then statements in the order of the mail.
    public static func records(_ book: RuleBook) -> [RuleBookRecord] {
        book.rules.map { RuleBookRecord(entry: .rule($0)) }
            + book.statements.map { RuleBookRecord(entry: .statement($0)) }
    }

    /// `rule` or `statement`.
    public var kind: String { if case .rule = entry { "rule" } else { "statement" } }

    private enum Key: String, CodingKey { case id, kind, says, cite, cites, policies, cells, verdicts, shown }

    struct CellRecord: Encodable {
        var cell: String
        var kernel: String
        var run: String
        /// Of the cell for a rule, of what it says of the statement for a statement.
        var verdict: String

        init(_ one: RuleBook.Sourced, _ verdict: String) {
            cell = one.judged.cell.id
            kernel = one.judged.cell.boot.kernel
            run = one.run
            self.verdict = verdict
        }
    }

    /// Writes a rule with its places in the sources, or a statement with what shows its verdict on each kernel.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(kind, forKey: .kind)
        switch entry {
        case .rule(let entry):
            try values.encode(entry.rule.id, forKey: .id)
            try values.encode(entry.rule.says, forKey: .says)
            try values.encode(entry.rule.cite, forKey: .cite)
            let cites = Dictionary(entry.cites.map { ($0.policy, $0.cite) }, uniquingKeysWith: { first, _ in first })
            try values.encode(cites, forKey: .cites)
            try values.encode(entry.cites.map(\.policy), forKey: .policies)
            try values.encode(
                entry.cells.map { CellRecord($0, $0.judged.judgement.verdict.rawValue) }, forKey: .cells)
            try values.encode(entry.verdicts, forKey: .verdicts)
        case .statement(let entry):
            try values.encode(entry.statement.id, forKey: .id)
            try values.encode(entry.statement.says, forKey: .says)
            try values.encode(entry.statement.cite, forKey: .cite)
            try values.encode(entry.policies, forKey: .policies)
            try values.encode(
                entry.cells.map { CellRecord($0.source, $0.finding.verdict.rawValue) }, forKey: .cells)
            let shown = entry.shown.map { ($0.series, $0) }
            try values.encode(Dictionary(shown.map { ($0, $1.verdict) }) { first, _ in first }, forKey: .verdicts)
            try values.encode(
                Dictionary(shown.map { ($0, ShownRecord(shown: $1)) }) { first, _ in first }, forKey: .shown)
        }
    }
}

/// What shows a statement's verdict on one kernel.
private struct ShownRecord: Encodable {
    let shown: StatementEntry.Shown

    private enum Key: String, CodingKey { case by, reason, cell, configuration, observed, predicted }
    private enum ObservedKey: String, CodingKey { case verdict, reason, cell, run, cells }
    private enum PredictedKey: String, CodingKey { case verdict, reason, configuration, points, bearing }
    private enum PointKey: String, CodingKey { case boot, device, request }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(shown.by, forKey: .by)
        try values.encode(shown.reason, forKey: .reason)
        switch shown.by {
        case .observed: try values.encode(shown.observed?.cell.judged.cell.id, forKey: .cell)
        case .predicted:
            var point = values.nestedContainer(keyedBy: PointKey.self, forKey: .configuration)
            try encode(shown.predicted?.configuration, into: &point)
        case nil: break
        }
        if let observed = shown.observed {
            var own = values.nestedContainer(keyedBy: ObservedKey.self, forKey: .observed)
            try own.encode(observed.verdict, forKey: .verdict)
            try own.encode(observed.reason, forKey: .reason)
            try own.encode(observed.cell.judged.cell.id, forKey: .cell)
            try own.encode(observed.cell.run, forKey: .run)
            try own.encode(observed.count, forKey: .cells)
        }
        if let predicted = shown.predicted {
            var own = values.nestedContainer(keyedBy: PredictedKey.self, forKey: .predicted)
            try own.encode(predicted.verdict, forKey: .verdict)
            try own.encode(predicted.reason, forKey: .reason)
            try own.encode(predicted.points, forKey: .points)
            try own.encode(predicted.bearing, forKey: .bearing)
            var point = own.nestedContainer(keyedBy: PointKey.self, forKey: .configuration)
            try encode(predicted.configuration, into: &point)
        }
    }

    private func encode(_ point: Point?, into values: inout KeyedEncodingContainer<PointKey>) throws {
        guard let point else { return }
        var boot = point.boot
        boot.kernel = "linux-" + shown.series
        try values.encode(boot, forKey: .boot)
        try values.encode(point.device, forKey: .device)
        try values.encode(point.request, forKey: .request)
    }
}
