import Evidence
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
        top = view.top.map(hexadecimal)
        message = view.message
        loss = view.loss
    }
}

/// One cell as the page has it; what says nothing is left out.
struct PageCell: Encodable {
    var id: String
    /// Numbers in the tables of boots and of what is asked.
    var boot: Int
    var asked: Int
    var verdict: Verdict
    var sides: Int
    var attempts: Int
    var policy: String
    var unread: Bool?
    var route: String?
    var predicted: [Int]
    /// Rules whose opposite would explain what was seen.
    var suspects: [String]?
    var guest: PageSide
    var device: PageSide
    /// Physical ranges of the buffer.
    var buffer: [String]?
    var parting: [String]
    var findings: Int?

    init(_ told: Explanation, attempts: Int, boot: Int, asked: Int, _ shared: inout SharedParts) {
        let judgement = told.judgement
        id = told.cell.shortID
        self.boot = boot
        self.asked = asked
        verdict = judgement.verdict
        sides = judgement.sides
        self.attempts = attempts
        policy = told.policy
        unread = judgement.unread ? true : nil
        route = judgement.route.map(RouteText.text)
        predicted = judgement.predicted.map { shared.predictions.number(of: PagePrediction($0, &shared)) }
        suspects = told.suspects.isEmpty ? nil : told.suspects.sorted()
        guest = PageSide(judgement.guest, told.observation?.guest)
        device = PageSide(judgement.device, told.observation?.device)
        buffer = told.observation?.buffer.prefix(8).map {
            "\(hexadecimal($0.lowerBound))-\(hexadecimal($0.upperBound))"
        }
        parting = told.partingLines
        findings = judgement.statements.map { shared.findings.number(of: $0) }
    }
}

func hexadecimal(_ value: UInt64) -> String { "0x" + String(value, radix: 16) }
