import Faults
import Foundation
import Journal
import Plan
import Printing
import RouteModel
import Verdict

/// What the page's script shows, as JSON in which nothing ends a script or begins a comment.
///
/// What many cells share is written once and named by its number.
struct PageData {
    private let log: RunLog
    /// Paths of the raw files that were kept of a boot, by its key.
    private let files: [String: [String]]

    private let faults: ToldFaults

    init(_ log: RunLog, files: [String: [String]], faults: ToldFaults = .none) {
        self.log = log
        self.faults = faults
        self.files = files
    }

    /// A boot or what is asked in it: values by the number of their key, and the line that stands for them.
    private struct Group: Hashable, Encodable {
        var values: [Int]
        var text: String
        /// Paths of the raw files that were kept of a boot.
        var files: [String]?
    }

    private struct Facet: Encodable {
        var key: String
        var values: [String]
    }

    private struct Head: Encodable {
        struct Told: Encodable {
            var says: String
            var cite: String
        }

        struct Fault: Encodable {
            var id: String
            var `class`: String
            var says: String
            var text: String
        }

        var run: String
        var policy: String
        /// The worst first.
        var faults: [Fault]
        /// Gravest first.
        var statuses: [String]
        /// Status by verdict.
        var verdicts: [String: String]
        var kernels: [String: String]
        var readFrom: [String: String]
        var statements: [String: Told]
        /// Of boots, and of what is asked.
        var bootKeys: [Facet]
        var askedKeys: [Facet]
        var boots: [Group]
        var asked: [Group]
        var predictions: [PagePrediction]
        var steps: [PagePrediction.Step]
        var findings: [[StatementFinding]]
    }

    /// - Throws: what the encoder throws.
    func write(to page: inout Data) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        var shared = SharedParts()
        var boots = Table(), asked = Table()
        let homes = Dictionary(
            log.plan.boots.flatMap { boot in boot.cells.map { ($0.id, boot.key) } },
            uniquingKeysWith: { first, _ in first })
        let numbers = Dictionary(
            zip(faults.faults.map(\.id), 0...).map { ($0, $1) }, uniquingKeysWith: { first, _ in first })
        page.append(contentsOf: "{\"cells\":[".utf8)
        for (index, told) in log.cells.enumerated() {
            let boot = boots.number(
                told.cell.bootValues, BootText.text(told.cell.boot), homes[told.cell.id].flatMap { files[$0] })
            let request = "\(told.cell.device.name)   \(CellText.request(told.cell.request))"
            let one = PageCell(
                log.explanation(of: told), boot: boot,
                asked: asked.number(told.cell.askedValues, request),
                faults: faults.of(told).compactMap { numbers[$0.id] },
                &shared)
            if index > 0 { page.append(UInt8(ascii: ",")) }
            Self.append(try encoder.encode(one), to: &page)
        }
        let head = Head(
            run: log.name, policy: log.header.policy.text, faults: toldFaults, statuses: Status.gravest.map(\.rawValue),
            verdicts: Dictionary(uniqueKeysWithValues: Verdict.allCases.map { ($0.rawValue, $0.status.rawValue) }),
            kernels: Dictionary(
                log.header.kernels.compactMap { kernel in kernel.version.map { (kernel.name, $0) } },
                uniquingKeysWith: { first, _ in first }),
            readFrom: Dictionary(uniqueKeysWithValues: Policy.all.map { ($0.name, $0.readFrom) }),
            statements: Dictionary(
                uniqueKeysWithValues: Statement.ID.allCases.map(Statement.init).map {
                    ($0.id, Head.Told(says: $0.says, cite: $0.cite))
                }),
            bootKeys: boots.facets, askedKeys: asked.facets, boots: boots.groups.all, asked: asked.groups.all,
            predictions: shared.predictions.all, steps: shared.steps.all, findings: shared.findings.all)
        page.append(contentsOf: "],\"head\":".utf8)
        Self.append(try encoder.encode(head), to: &page)
        page.append(UInt8(ascii: "}"))
    }

    private var toldFaults: [Head.Fault] {
        faults.faults.map { fault in
            Head.Fault(
                id: fault.id, class: fault.kind.rawValue, says: PlainText.line(fault.says), text: ToldFaults.text(fault)
            )
        }
    }

    /// In JSON these bytes stand in strings alone, where each may be written by its number. The script puts strings on the
    /// page as they are, so nothing in them may hide or turn around what stands beside it.
    private static func append(_ json: Data, to page: inout Data) {
        for byte in Printable.shownJSON(Array(json)) {
            switch byte {
            case UInt8(ascii: "<"): page.append(contentsOf: "\\u003c".utf8)
            case UInt8(ascii: ">"): page.append(contentsOf: "\\u003e".utf8)
            case UInt8(ascii: "&"): page.append(contentsOf: "\\u0026".utf8)
            default: page.append(byte)
            }
        }
    }

    /// Groups, and the values that their keys have.
    private struct Table {
        var groups = Shared<Group>()
        private var keys: [String] = []
        private var values: [Shared<String>] = []

        var facets: [Facet] { zip(keys, values).map { Facet(key: $0, values: $1.all) } }

        mutating func number(_ written: [ConfigValue], _ text: String, _ files: [String]? = nil) -> Int {
            if keys.isEmpty {
                keys = written.map(\.key)
                values = written.map { _ in Shared() }
            }
            let numbers = zip(values.indices, written).map { values[$0].number(of: $1.value) }
            return groups.number(of: Group(values: numbers, text: text, files: files))
        }
    }
}

/// Values that several cells have, each once.
struct Shared<Value: Hashable> {
    private(set) var all: [Value] = []
    private var numbers: [Value: Int] = [:]

    mutating func number(of value: Value) -> Int {
        if let number = numbers[value] { return number }
        numbers[value] = all.count
        all.append(value)
        return all.count - 1
    }
}

/// What the cells of a page share of their proofs.
struct SharedParts {
    var predictions = Shared<PagePrediction>()
    var steps = Shared<PagePrediction.Step>()
    var findings = Shared<[StatementFinding]>()
}
