import Foundation
import Journal
import RouteModel
import Testing
import Verdict

@testable import Plan
@testable import Report

/// What `dmaroute rules` says of a few cells.
@Suite struct RuleBookTests {
    private static let mails = Statement.ID.allCases.map(\.rawValue)

    private static func judged(
        _ kernel: String, _ mask: Int, run: String = "runs/a", coherent: Int? = nil, verdict: Verdict = .agree,
        _ findings: StatementFinding...
    ) -> RuleBook.Sourced {
        let cell = Cell(
            boot: Boot(kernel: kernel, platform: .host, encryption: .sme, ram: 1 << 30),
            device: Device(name: "edu", dmaMask: mask, coherentMask: coherent), instance: 1,
            request: Request(kind: .mapSingle, size: 4096, direction: .fromDevice, place: .below4G))
        let step = Judgement.Alternative.Step(rule: "swiotlb/pool-exists", says: "There is a pool.", cite: "")
        var judgement = Judgement(
            verdict: verdict, sides: 2, predicted: [.init(given: [:], allowed: [], because: [step])])
        judgement.statements = findings
        return (run, JudgedCell(cell: cell, attempt: 1, observation: nil, judgement: judgement))
    }

    private static func forecasts(_ names: String...) throws -> [String: [StatementForecast]] {
        let space = ConfigurationSpace { $0.ram == 1 << 30 && ["", "iommu=pt"].contains($0.cmdline) }
        return try Dictionary(
            uniqueKeysWithValues: names.map { ($0, try #require(Policy.named($0)).forecasts(over: space)) })
    }

    private static func shown(_ book: RuleBook, _ id: Statement.ID, _ series: String) throws -> StatementEntry.Shown {
        let entry = try #require(book.statements.first { $0.statement.id == id.rawValue })
        return try #require(entry.shown.first { $0.series == series })
    }

    @Test func theLastVerdictOfACellCounts() throws {
        let cells = [
            Self.judged("linux-7.3", 32, verdict: .forbidden), Self.judged("linux-7.3", 64),
            Self.judged("linux-7.3", 32, run: "runs/b"),
        ]
        let book = RuleBook(runs: ["runs/a", "runs/b"], judged: cells, forecasts: [:])
        let rule = try #require(book.rules.first { $0.rule.id == "swiotlb/pool-exists" })
        #expect(book.cells == 2 && rule.cells.map(\.run) == ["runs/b", "runs/a"])
        #expect(rule.verdicts == ["7.3": .agree] && rule.counts.map(\.cells) == [2])
        let before = RuleBook(runs: ["runs/a"], judged: Array(cells.prefix(2)), forecasts: [:])
        #expect(before.rules.first { $0.rule.id == rule.rule.id }?.verdicts == ["7.3": .forbidden])
        #expect(book.rules.first { $0.rule.id == "swiotlb/pool-label" }?.cells.isEmpty == true)
    }

    @Test func whatWasSeenCountsUnlessAPredictionIsWorse() throws {
        let cells = [
            Self.judged("linux-7.3", 32, StatementFinding(.detect1, .satisfied, "as it should")),
            Self.judged("linux-7.3", 31, StatementFinding(.host0, .violated, "cc_shared is 1")),
        ]
        let book = RuleBook(runs: ["runs/a"], judged: cells, forecasts: try Self.forecasts("linux-7.3"))
        let seen = try Self.shown(book, .host0, "7.3")
        #expect(seen.verdict == .violated && seen.by == .observed && seen.reason == "cc_shared is 1")
        let worse = try Self.shown(book, .detect1, "7.3")
        #expect(worse.verdict == .violated && worse.by == .predicted && worse.observed?.verdict == .satisfied)
        let unseen = try Self.shown(book, .host1b, "7.3")
        #expect(unseen.verdict == .violated && unseen.by == .predicted && unseen.observed == nil)
        let nothing = try Self.shown(book, .host0, "6.1")
        #expect(nothing.verdict == .notObservable && nothing.by == nil && !nothing.reason.isEmpty)
    }

    @Test func aPredictionThatItsOwnConfigurationRefutesShowsNothing() throws {
        let forecasts = try Self.forecasts("linux-7.3")
        let refuted = Self.judged(
            "linux-7.3", 64, coherent: 32, StatementFinding(.detect1, .satisfied, "direct all the same"))
        let book = RuleBook(runs: ["runs/a"], judged: [refuted], forecasts: forecasts)
        let shown = try Self.shown(book, .detect1, "7.3")
        #expect(shown.verdict == .satisfied && shown.by == .observed && shown.predicted == nil)
    }

    private struct Record: Decodable {
        struct Cell: Decodable {
            var cell: String
            var verdict: String
        }

        struct Shown: Decodable {
            var by: String?
            var reason: String
            var cell: String?
            var configuration: [String: JSONObject]?
        }

        /// Any object; what is in it is the model's to test.
        struct JSONObject: Decodable {}

        var id: String
        var kind: String
        var says: String
        var cite: String
        var policies: [String]
        var cells: [Cell]
        var verdicts: [String: String]
        var shown: [String: Shown]?
    }

    @Test func theJSONHasEveryRuleAndAVerdictForEveryStatementOnEveryKernel() throws {
        let cells = [Self.judged("linux-7.3", 31, StatementFinding(.host0, .violated, "cc_shared is 1"))]
        let book = RuleBook(runs: ["runs/a"], judged: cells, forecasts: try Self.forecasts("linux-7.2", "linux-7.3"))
        let json = try JSONEncoder().encode(RuleBookRecord.records(book))
        let records = try JSONDecoder().decode([Record].self, from: json)
        let rules = records.filter { $0.kind == "rule" }
        #expect(Set(rules.map(\.id)) == Set(Policy.all.flatMap { $0.rules.map(\.id) }))
        #expect(rules.allSatisfy { !$0.policies.isEmpty && !$0.cite.isEmpty && !$0.says.isEmpty })
        let statements = records.filter { $0.kind == "statement" }
        #expect(statements.map(\.id) == Self.mails && rules.count + statements.count == records.count)
        for statement in statements {
            #expect(Set(statement.verdicts.keys) == ["6.1", "6.12", "6.18", "7.2", "7.3"])
            for (series, verdict) in statement.verdicts {
                let shown = try #require(statement.shown?[series])
                #expect(StatementVerdict(rawValue: verdict) != nil && !shown.reason.isEmpty)
                #expect((shown.by == "observed") == (shown.cell != nil))
                #expect((shown.by == "predicted") == (shown.configuration != nil))
                if shown.by == nil { #expect(verdict == "not-observable", "\(statement.id) on \(series)") }
            }
        }
        let host0 = try #require(statements.first { $0.id == "HOST-0" })
        #expect(host0.verdicts["7.3"] == "violated" && host0.shown?["7.3"]?.cell == cells[0].judged.cell.id)
        #expect(host0.verdicts["7.2"] == "satisfied" && host0.shown?["7.2"]?.by == "predicted")
        #expect(host0.policies.contains("linux-7.2") && !host0.policies.contains("linux-7.3"))
    }

    @Test func theTextTellsWhatWasSeenFromWhatIsPredicted() throws {
        let seen = Self.judged("linux-7.3", 31, StatementFinding(.host0, .violated, "cc_shared is 1"))
        let book = RuleBook(
            runs: ["runs/a"], judged: [seen], forecasts: try Self.forecasts("linux-6.1", "linux-7.2", "linux-7.3"))
        let text = RuleBookText(book)
        let lines = text.statements
        let host0 = try #require(lines.firstIndex { $0.hasPrefix("HOST-0    A host") })
        #expect(
            Array(lines[host0..<host0 + 4]) == [
                "HOST-0    A host with SME gets none of the special handling of a confidential guest.",
                "          6.1, 7.2: satisfied, only predicted: the pool has no label of a guest's, force_bounce is 0; "
                    + "in all 176 configurations that bear on it, the smallest --platform host --encryption sme "
                    + "--ram 1024MiB --device edu,dma-mask=64 --request map-single",
                "          6.12, 6.18: not-observable: no cell bears on it, and there is no policy for this kernel",
                "          7.3: violated, observed in 1 cell, such as [\(seen.judged.cell.shortID)]: cc_shared is 1",
            ])
        #expect(lines.contains { $0.hasPrefix("HOST-0     satisfied (p)") && $0.hasSuffix("violated") })
        #expect(text.rules.contains("    agree 1; such as [\(seen.judged.cell.shortID)] agree"))
        #expect(text.rules.first?.hasSuffix(" 1 exercised by 1 cell of runs/a") == true)
    }
}
