import Foundation
import Journal
import Lab
import Plan
import RouteModel
import TestSupport
import Testing
import Verdict

@testable import Runner

/// What stands in a run's folder, and how it is read again.
@Suite struct RunFolderTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch(inMemory: true) }

    private func message(_ body: () throws -> Void) -> RunnerError? {
        #expect(throws: RunnerError.self) { try body() }
    }

    private func sample(_ name: String = "2026-11-22-a", _ verdicts: [Verdict] = [.agree, .forbidden]) throws
        -> RunFolder
    {
        let run = SampleRun(try SamplePlan.sizes(2), verdicts)
        try run.write(to: "\(scratch.path)/\(name)")
        return try RunFolder(existing: "\(scratch.path)/\(name)")
    }

    // MARK: names

    @Test func runsOfOneDayAreCountedByLetters() throws {
        let date = Date(timeIntervalSince1970: 1_795_000_000)
        let names = try (0..<29).map { _ in
            URL(fileURLWithPath: try RunFolder(newIn: "\(scratch.path)/runs", date: date).path).lastPathComponent
        }
        #expect(names.map { $0.dropFirst(10) }.prefix(2) == ["-a", "-b"] && names[25].hasSuffix("-z"))
        #expect(names[26].hasSuffix("-aa") && names[28].hasSuffix("-ac"))
        #expect(names.allSatisfy(RunShelf.isName) && Set(names.map { $0.prefix(10) }).count == 1)
    }

    @Test func whatIsNoRunSaysSo() throws {
        #expect(
            message { _ = try RunFolder(existing: scratch.path) }?.message
                == "\(scratch.path) is no run: it has no plan.json")
        try scratch.write("{}", to: "bad/plan.json")
        let bad = try RunFolder(existing: "\(scratch.path)/bad")
        #expect(
            message { _ = try bad.readPlan() }?.message.hasPrefix("\(scratch.path)/bad/plan.json is not a plan: ")
                == true)
        try scratch.write("", to: "file")
        #expect(
            message { _ = try RunFolder(newIn: "\(scratch.path)/file/x") }?.hint == "choose another with --output")
    }

    @Test func attemptsAreFoundInTheirOrder() throws {
        let folder = try sample()
        let boot = try #require(try folder.readPlan().boots.first)
        for number in [1, 10, 2] { _ = try folder.attempt(number, of: boot) }
        try FileManager.default.createDirectory(
            atPath: "\(folder.path)/boots/\(boot.key.prefix(12))/attempt-x", withIntermediateDirectories: true)
        #expect(folder.attempts(of: boot).map(\.number) == [1, 2, 10])
        #expect(folder.attempts(of: boot).last?.folder.hasSuffix("/boots/\(boot.key.prefix(12))/attempt-10") == true)
    }

    @Test func aPartIsReadAgain() throws {
        let plan = try SamplePlan.of { $0.axes["ram"] = ["1GiB", "2GiB"] }
        let folder = try RunFolder(newIn: "\(scratch.path)/runs")
        try folder.write(plan, part: nil)
        #expect(try folder.readPart() == nil && folder.readWork().own.boots.count == 2)
        try folder.write(plan, part: [plan.boots[1].key])
        #expect(try folder.readPart() == [plan.boots[1].key])
        #expect(try folder.readWork().own.boots.map(\.key) == [plan.boots[1].key])
        try Data("[]".utf8).write(to: URL(fileURLWithPath: folder.path + "/part.json"))
        #expect(message { _ = try folder.readPart() }?.message.contains("does not say which boots") == true)
    }

    @Test func aPlanNeverChanges() throws {
        let plan = try SamplePlan.sizes(2)
        let folder = PlanFolder("\(scratch.path)/p")
        try folder.write(plan, Weights(milliseconds: [plan.boots[0].key: 7]))
        try folder.write(plan, nil)
        #expect(try scratch.text("p/weights.json").contains(plan.boots[0].key), "weights that nobody gives stay")
        #expect(
            message { try folder.write(SamplePlan.sizes(3), nil) }?.message == "\(scratch.path)/p holds another plan")
    }

    @Test func pastRunsTellHowLongABootTakes() throws {
        let run = try sample()
        let boot = try #require(try run.readPlan().boots.first)
        #expect(try PastDurations([run]).weights.milliseconds == [boot.key: 8000])
    }

    @Test func aFolderIsHeldByOne() throws {
        let folder = try sample().path
        var lock = RunLock(folder)
        #expect(lock != nil && RunLock(folder) == nil)
        lock = nil
        #expect(RunLock(folder) != nil && RunLock("\(scratch.path)/none") == nil)
        _ = lock
    }

    // MARK: journals

    @Test func aJournalOfANewerFormatIsNotRead() throws {
        let folder = try sample()
        #expect(try JournalFile.header(folder.journal)?.policy == .own)
        let text = try String(contentsOfFile: folder.journal, encoding: .utf8)
        try Data(text.replacingOccurrences(of: "\"format\":1", with: "\"format\":99").utf8)
            .write(to: URL(fileURLWithPath: folder.journal))
        let newer = message { _ = try JournalFile.header(folder.journal) }
        #expect(newer?.message.hasSuffix("has format 99, and this dmaroute reads format 1") == true)
        #expect(newer?.hint == "use the dmaroute that made it, 0.1.0, or a newer one")
    }

    @Test func aBadLineIsNamedAndHalfALineIsNot() throws {
        let folder = try sample()
        let count = try JournalFile.read(folder.journal).count
        var data = try Data(contentsOf: URL(fileURLWithPath: folder.journal))
        data += Data("{\"event\":\"ce".utf8)
        try data.write(to: URL(fileURLWithPath: folder.journal))
        #expect(try JournalFile.read(folder.journal).count == count)
        try (data + Data("\n".utf8)).write(to: URL(fileURLWithPath: folder.journal))
        #expect(
            message { _ = try JournalFile.read(folder.journal) }?.message.hasPrefix(
                "\(folder.journal):\(count + 1): not a journal line: ") == true)
        #expect(
            message { _ = try JournalFile.read("\(scratch.path)/none") }?.hint?.hasPrefix("name the folder of a run")
                == true)
    }

    @Test func whatIsBehindTheLengthGoes() throws {
        let path = "\(scratch.path)/j"
        let first = try JournalFile(path: path)
        try first.append(.bootBegin(boot: "a", attempt: 1))
        let length = try Data(contentsOf: URL(fileURLWithPath: path)).count
        try first.append(.bootBegin(boot: "b", attempt: 1))
        let second = try JournalFile(path: path, after: length)
        try second.append(.bootBegin(boot: "c", attempt: 2))
        let boots = try JournalFile.read(path).map { if case .bootBegin(let boot, _) = $0 { boot } else { "" } }
        #expect(boots == ["a", "c"])
        #expect(
            message { _ = try JournalFile(path: "\(scratch.path)/no/such") }?.hint
                == "choose another folder with --output")
    }

    // MARK: what a run says

    @Test func aCellIsFoundByDigitsOfItsOwn() throws {
        let log = try sample("2026-11-22-a", [.agree]).readLog()
        let cells = log.plan.cells
        #expect(try log.cell(cells[0].id.prefix(12).uppercased()).judgement.verdict == .agree)
        #expect(message { _ = try log.cell("") }?.message.contains("has no cell whose id begins with") == true)
        #expect(message { _ = try log.cell("zz") }?.hint?.contains("plan.json names all 2") == true)
        let open = message { _ = try log.cell(cells[1].id) }
        #expect(open?.message == "cell \(cells[1].id.prefix(12)) of \(log.name) has no verdict yet")
    }

    @Test func aRecordHasWhatTheJournalHas() throws {
        let folder = try sample()
        let log = try folder.readLog()
        let boot = log.plan.boots[0]
        #expect(log.cells.map(\.judgement.verdict) == [.agree, .forbidden] && log.cells.map(\.attempt) == [1, 1])
        #expect(log.durations == [boot.key: 8000] && log.ended == [boot.key: [1]])
        #expect(log.closed[log.plan.cells[0].id]?.isObserved == true)
        #expect(log.closed[log.plan.cells[1].id]?.isObserved == false)
        #expect(log.observation(of: log.plan.cells[0])?.attempt == 1 && log.attempt(at: boot) == 1)
        #expect(log.observation(of: log.plan.cells[1]) == nil)
        let files = RunFiles(folder, log)
        #expect(files.paths(of: log.plan.cells[1], attempt: 1).isEmpty)
        let attempt = try folder.attempt(1, of: boot)
        for name in ["facts.txt", "ftrace.txt", "other"] {
            _ = FileManager.default.createFile(atPath: "\(attempt)/\(name)", contents: nil)
        }
        #expect(
            files.paths(of: log.plan.cells[1], attempt: 1) == ["\(attempt)/ftrace.txt", "\(attempt)/facts.txt"])
    }

    @Test func aCheckLooksForFilesWhereTheFirstRunHasThem() throws {
        let first = try sample()
        var check = SampleRun(try SamplePlan.sizes(2), [.agree])
        check.header.judges = first.path
        try check.write(to: "\(scratch.path)/2026-11-23-a")
        let plan = try first.readPlan()
        let attempt = try first.attempt(1, of: plan.boots[0])
        _ = FileManager.default.createFile(atPath: "\(attempt)/facts.txt", contents: nil)
        func files(_ name: String) throws -> [String] {
            let folder = try RunFolder(existing: "\(scratch.path)/\(name)")
            return try RunFiles(folder, folder.readLog()).paths(of: plan.cells[0], attempt: 1)
        }
        #expect(try files("2026-11-23-a") == ["\(attempt)/facts.txt"])
        check.header.judges = "/gone"
        try check.write(to: "\(scratch.path)/2026-11-23-b")
        #expect(try files("2026-11-23-b").isEmpty)
    }

    @Test func failedAttemptsStandWithTheirReasons() throws {
        var run = SampleRun(try SamplePlan.sizes(2), [.agree])
        run.failures = ["one", "two"]
        try run.write(to: "\(scratch.path)/2026-11-24-a")
        let folder = try RunFolder(existing: "\(scratch.path)/2026-11-24-a")
        let failed = try RunOutline(folder).attempts.filter { $0.failure != nil }
        #expect(failed.map(\.number) == [1, 2] && failed.map(\.failure) == ["one", "two"])
        #expect(try folder.readLog().cells.map(\.attempt) == [3])
    }

    // MARK: the same evidence once more

    @Test func judgingAgainComesToTheSame() throws {
        let run = try FakeRun()
        try run.run()
        let path = "\(scratch.path)/again.jsonl"
        let again = try Rejudgement(run: run.folder, log: run.folder.readLog(), plan: run.plan, policy: nil).judge(
            into: JournalFile(path: path))
        #expect(again.count == 10 && again.allSatisfy { $0.judgement.verdict == .agree && $0.isObserved })
        let kinds = try JournalFile.read(path).map { if case .cell = $0 { "cell" } else { "observation" } }
        #expect(kinds == Array(repeating: "observation", count: 10) + Array(repeating: "cell", count: 10))
    }

    @Test func judgingAgainRestsOnTheFilesAlone() throws {
        let run = try FakeRun()
        try run.run()
        try FileManager.default.removeItem(atPath: "\(run.folder.attempt(1, of: run.plan.boots[0]))/ram.jsonl")
        let again = try Rejudgement(run: run.folder, log: run.folder.readLog(), plan: run.plan, policy: nil)
            .judge(into: JournalFile(path: "\(scratch.path)/again.jsonl"))
        #expect(again.allSatisfy { $0.judgement.verdict != .agree || $0.judgement.sides < 2 })
    }

    /// Of a run that was ended between an attempt's end and its verdicts.
    @Test func cellsWithoutAVerdictAreJudgedByTheLastAttempt() throws {
        let run = try FakeRun()
        try run.run()
        let boot = run.plan.boots[0]
        let (first, second) = (try run.folder.attempt(1, of: boot), try run.folder.attempt(2, of: boot))
        for name in run.files() {
            try FileManager.default.copyItem(atPath: "\(first)/\(name)", toPath: "\(second)/\(name)")
        }
        try FileManager.default.removeItem(atPath: "\(first)/ram.jsonl")
        let journal = try JournalFile(path: run.folder.journal)
        try journal.append(.runBegin(run.header))
        for number in 1...2 {
            try journal.append(.bootBegin(boot: boot.key, attempt: number))
            try journal.append(.bootEnd(boot: boot.key, attempt: number, milliseconds: 1))
        }
        let again = try Rejudgement(run: run.folder, log: run.folder.readLog(), plan: run.plan, policy: nil)
            .judge(into: JournalFile(path: "\(scratch.path)/again.jsonl"))
        #expect(again.count == 10 && again.allSatisfy { $0.attempt == 2 && $0.judgement.verdict == .agree })
    }

    @Test func whatNeverCameToItsEndKeepsTheRunsVerdict() throws {
        let run = try FakeRun(nil, make: { (_, _, _) throws(LabError) in throw LabError(.node, "no room") })
        run.options.attempts = 1
        try run.run()
        let again = try Rejudgement(run: run.folder, log: run.folder.readLog(), plan: run.plan, policy: nil)
            .judge(into: JournalFile(path: "\(scratch.path)/again.jsonl"))
        #expect(
            again.allSatisfy {
                $0.judgement.verdict == .error && $0.judgement.reasons == [.note("attempt 1: no room")]
                    && !$0.isObserved
            })
    }

    /// A declaration is held against what was seen, and by whoever judges today.
    @Test func whatHasNoEvidenceLeftKeepsTheVerdictFromBeforeItsDeclaration() throws {
        var run = SampleRun(try SamplePlan.sizes(1), [.forbidden])
        let declaration = Declaration(
            verdict: .forbidden, reason: "why", link: "https://example.org/1", expires: try #require(Day("2100-01-01")))
        run.judgements = run.judgements.map { $0.held(against: declaration, on: declaration.expires) }
        #expect(run.judgements.map(\.verdict) == [.known])
        try run.write(to: "\(scratch.path)/2026-11-25-a")
        let folder = try RunFolder(existing: "\(scratch.path)/2026-11-25-a")
        let again = try Rejudgement(run: folder, log: folder.readLog(), plan: run.plan, policy: nil)
            .judge(into: JournalFile(path: "\(scratch.path)/again.jsonl"))
        #expect(again.map(\.judgement.verdict) == [.forbidden])
        #expect(again.allSatisfy { $0.judgement.declaration == nil })
    }
}
