import Foundation
import RouteModel
import Testing

@testable import Intake

/// What a report's answer must hold, field by field: a line of `Reports/bench.expect`.
struct Graded: Sendable, CustomTestStringConvertible {
    enum Grade: String, Sendable, CaseIterable { case right, poor, wrong }

    let report: String
    /// Each field with the values of which every one must hold.
    let fields: [(key: String, values: [String])]

    var testDescription: String { report }

    init(_ line: Substring) {
        let parts = line.split(separator: "\t")
        report = parts.first.map(String.init) ?? ""
        fields = parts.dropFirst().compactMap { part in
            guard let equals = part.firstIndex(of: "=") else { return nil }
            let value = part[part.index(after: equals)...]
            return (String(part[..<equals]), value.split(separator: ";").map(String.init))
        }
    }

    static var all: [Graded] { read(Bundle.module.url(forResource: "Reports/bench", withExtension: "expect")) }

    /// A folder of one's own with reports and a `bench.expect`; nil where none is named.
    static var folder: URL? {
        ProcessInfo.processInfo.environment["DMAROUTE_REPORT_FOLDER"].map { URL(fileURLWithPath: $0) }
    }

    static func read(_ url: URL?) -> [Graded] {
        let text = url.flatMap { try? String(contentsOf: $0, encoding: .utf8) } ?? ""
        return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { Graded($0) }
    }

    /// Fields without which an answer is wrong; without the others it is poorly told.
    private static let decisive: Set<String> = [
        "answer", "kernel", "viommu", "cmdline", "encryption", "mask", "untrusted", "place", "silent", "claim", "fact",
        "nofact", "nodevice", "open",
    ]

    /// The fields that do not hold.
    func failures(_ answer: Reproduction) -> [(key: String, value: String)] {
        fields.flatMap { key, values in
            (values.isEmpty ? [""] : values).filter { !Self.holds(key, $0, answer) }.map { (key, $0) }
        }
    }

    func grade(_ answer: Reproduction) -> Grade {
        let failures = failures(answer)
        if failures.isEmpty { return .right }
        return failures.contains { Self.decisive.contains($0.key) } ? .wrong : .poor
    }

    private static func holds(_ key: String, _ value: String, _ answer: Reproduction) -> Bool {
        let boot = answer.configuration?.boot
        switch key {
        case "answer": return value.split(separator: ",").contains { $0 == answer.answer.rawValue }
        case "kernel": return boot?.kernel == value
        case "viommu": return boot?.viommu.rawValue == value
        case "cmdline": return boot?.cmdline == value
        case "encryption": return boot?.encryption.rawValue == value
        case "mask": return answer.configuration.map { "\($0.device.dmaMask)" } == value
        case "untrusted": return answer.configuration?.device.untrusted == true
        case "place": return answer.configuration?.request.place?.rawValue == value
        case "says": return answer.cause.contains(value)
        case "silent": return !answer.cause.contains(value)
        default: return holdsInLists(key, value, answer)
        }
    }

    private static func holdsInLists(_ key: String, _ value: String, _ answer: Reproduction) -> Bool {
        switch key {
        case "claim":
            return answer.claims.contains { $0.told == value }
        case "agrees":
            return answer.claims.contains { claim in
                claim.agrees.map { "\(claim.claim.text):\($0)" } == value
            }
        case "do": return answer.actions.first?.attempt.contains(value) == true
        case "missing": return answer.missing.contains { $0.contains(value) }
        case "unread": return !answer.unread.isEmpty
        case "fact": return answer.read.contains { $0.fact.contains(value) }
        case "open": return answer.open.contains { $0.contains(value) }
        case "nofact": return !answer.read.contains { $0.fact.contains(value) }
        case "nodevice": return !answer.read.contains { $0.fact == "device: \(value)" }
        default: return false
        }
    }
}

/// Reports of all kinds and ages, graded by fields; `make reports` prints the table.
struct ReportBench {
    @Test(arguments: Graded.all) func anAnswerHoldsWhatItMust(_ graded: Graded) throws {
        let answer = try Reports.answer(named: graded.report)
        let failures = graded.failures(answer).map { "\($0.key)=\($0.value)" }
        #expect(failures.isEmpty, "\(failures.joined(separator: ", ")): \(answer.answer.rawValue), \(answer.cause)")
    }

    @Test func theTable() throws {
        let grades = try Graded.all.map { (name: $0.report, grade: $0.grade(try Reports.answer(named: $0.report))) }
        #expect(grades.count + ReportTests.all.count >= 120)
        guard ProcessInfo.processInfo.environment["DMAROUTE_REPORTS"] != nil else { return }
        for grade in Graded.Grade.allCases {
            let names = grades.filter { $0.grade == grade }.map(\.name)
            let told = grade == .right || names.isEmpty ? "" : "   " + names.joined(separator: ", ")
            print("reports: \(grade.rawValue) \(names.count) of \(grades.count)\(told)")
        }
    }

    /// Reports of a folder that is named by hand are graded the same.
    @Test(.enabled(if: Graded.folder != nil)) func reportsOfAnotherFolder() throws {
        let folder = try #require(Graded.folder)
        let graded = Graded.read(folder.appendingPathComponent("bench.expect"))
        #expect(!graded.isEmpty, "\(folder.path) holds no bench.expect")
        for report in graded {
            let bytes = [UInt8](try Data(contentsOf: folder.appendingPathComponent(report.report + ".txt")))
            let answer = Reports.answer(bytes)
            let failures = report.failures(answer).map { "\($0.key)=\($0.value)" }
            #expect(
                failures.isEmpty,
                "\(report.report): \(failures.joined(separator: ", ")): \(answer.answer.rawValue), \(answer.cause)")
        }
    }

    /// Nothing that is claimed to help, not to help or not to be there is in the cell.
    @Test(arguments: Graded.all) func noRemedyIsInTheCell(_ graded: Graded) throws {
        let answer = try Reports.answer(named: graded.report)
        let options = answer.configuration?.boot.cmdline.split(separator: " ").map(String.init) ?? []
        let inForce = answer.claims.filter { $0.claim.polarity == .inForce }.map(\.claim.option)
        for claim in answer.claims where !claim.claim.isRemoval && claim.claim.polarity != .unknown {
            guard !inForce.contains(claim.claim.option) else { continue }
            #expect(!options.contains(claim.claim.option), "\(claim.claim.text)")
        }
    }
}
