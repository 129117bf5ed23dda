import Evidence
import Journal
import Plan
import RouteModel
import Verdict

/// One alternative of a prediction as the page has it.
struct PagePrediction: Hashable, Encodable {
    struct Step: Hashable, Encodable {
        var rule: String
        var says: String
        var cite: String
    }

    struct Way: Hashable, Encodable {
        var text: String
        var route: Route
    }

    var given: String
    /// nil: the policy does not say.
    var ways: [Way]?
    /// Numbers of steps.
    var because: [Int]

    init(_ alternative: Judgement.Alternative, _ shared: inout SharedParts) {
        given = alternative.givenText
        ways = alternative.allowed?.map { Way(text: RouteText.text($0), route: $0) }
        because = alternative.because.map {
            shared.steps.number(of: Step(rule: $0.rule, says: $0.says, cite: CitationText.text($0.cite)))
        }
    }
}

/// One side as the page has it.
struct PageSide: Encodable {
    /// More is in the raw files.
    private static let lineLimit = 60
    private static let columnLimit = 600

    var says: String
    var saw = false
    var lines: [String]?
    var more: Int?
    var paths: [Path]?
    var others: [Path]?
    var addressBit: BitState?
    var entryBit: BitState?
    var memory: MemoryState?
    var store: Store?
    var top: String?
    var message: Message?
    var loss: String?

    private enum CodingKeys: String, CodingKey {
        case says, saw, lines, more, paths, others, memory, store, top, message, loss
        case addressBit = "cBit"
        case entryBit = "pteCBit"
    }

    init(_ says: String, _ side: Side?) {
        self.says = says.isEmpty ? "nothing was observed" : says
        guard let view = side?.view else { return }
        saw = true
        lines = view.lines.prefix(Self.lineLimit).map { String($0.drop { $0 == " " }.prefix(Self.columnLimit)) }
        if view.lines.count > Self.lineLimit { more = view.lines.count - Self.lineLimit }
        paths = view.paths
        others = view.others.isEmpty ? nil : view.others
        addressBit = view.addressBit
        entryBit = view.entryBit
        memory = view.memory
        store = view.store
        top = view.top.map { hex($0) }
        message = view.message
        loss = view.loss
    }
}

/// One cell as the page has it; what says nothing is left out.
struct PageCell: Encodable {
    private let told: Explanation
    /// Numbers in the tables of boots and of what is asked.
    private let boot: Int
    private let asked: Int
    /// Numbers in the tables of predictions and of what statements come to.
    private let predicted: [Int]
    private let findings: Int?
    /// Numbers in the list of faults.
    private let faults: [Int]

    init(_ told: Explanation, boot: Int, asked: Int, faults: [Int], _ shared: inout SharedParts) {
        self.told = told
        self.faults = faults
        self.boot = boot
        self.asked = asked
        predicted = told.judgement.predicted.map { shared.predictions.number(of: PagePrediction($0, &shared)) }
        findings = told.judgement.statements.map { shared.findings.number(of: $0) }
    }

    private enum Key: String, CodingKey {
        case id, boot, asked, verdict, sides, attempts, policy, unread, route, predicted, suspects, guest, device,
            buffer,
            parting, findings, faults
    }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        let judgement = told.judgement
        try values.encode(told.cell.shortID, forKey: .id)
        try values.encode(boot, forKey: .boot)
        try values.encode(asked, forKey: .asked)
        try values.encode(judgement.verdict, forKey: .verdict)
        try values.encode(judgement.sides, forKey: .sides)
        try values.encode(told.judged.attempt, forKey: .attempts)
        try values.encode(told.policy, forKey: .policy)
        if judgement.unread { try values.encode(true, forKey: .unread) }
        try values.encodeIfPresent(judgement.route.map(RouteText.text), forKey: .route)
        try values.encode(predicted, forKey: .predicted)
        // Rules whose opposite would explain what was seen.
        if !told.suspects.isEmpty { try values.encode(told.suspects.sorted(), forKey: .suspects) }
        try values.encode(PageSide(judgement.guest, told.observation?.guest), forKey: .guest)
        try values.encode(PageSide(judgement.device, told.observation?.device), forKey: .device)
        // Physical ranges of the buffer.
        try values.encodeIfPresent(
            told.observation?.buffer.prefix(8).map {
                "\(hex($0.lowerBound))-\(hex($0.upperBound))"
            }, forKey: .buffer)
        try values.encode(told.partingLines, forKey: .parting)
        try values.encodeIfPresent(findings, forKey: .findings)
        if !faults.isEmpty { try values.encode(faults, forKey: .faults) }
    }
}
