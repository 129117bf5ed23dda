import ArgumentParser
import Foundation
import Journal
import Plan
import Report
import RouteModel
import TestSupport
import Testing
import Verdict

@testable import DMARouteCommand
@testable import Runner

/// Verbs that judge, merge and remove runs.
struct RunsTests: KeepsRuns {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    // MARK: check, which finds no evidence here

    @Test func checkWritesARunOfItsOwnThatNamesTheFirst() async throws {
        try make()
        let ran = await Ran.command(
            "check", "\(runs)/2026-11-22-a", "--output", "\(scratch.path)/new", "--known", "none")
        #expect(ran.code == 1)
        let name = try #require(scratch.names("new").first)
        let header = try #require(try JournalFile.header("\(scratch.path)/new/\(name)/journal.jsonl"))
        #expect(header.judges == "\(runs)/2026-11-22-a" && header.session == nil && header.policy == .own)
        #expect(ran.output.hasSuffix("\(scratch.path)/new/\(name): exit 1\n"))
        let result = try JSONDecoder().decode(ResultFile.self, from: Data(scratch.text("new/\(name)/result.json").utf8))
        #expect(result.cells.map(\.verdict).sorted() == ["agree", "forbidden"], "what no evidence is left of stands")
    }

    @Test func checkAnswersJSONAndKeepsWordsAside() async throws {
        try make("2026-11-22-a", [.agree, .agree])
        let ran = await Ran.command(
            "check", "\(runs)/2026-11-22-a", "--output", "\(scratch.path)/new", "--known", "none", "--format", "json",
            "--policy", "linux-7.2")
        #expect(ran.code == 4, "nothing of it is observed any more")
        #expect(try ran.json(ResultFile.self).cells.count == 2)
        #expect(!ran.errors.isEmpty)
        let quiet = await Ran.command(
            "check", "\(runs)/2026-11-22-a", "--output", "\(scratch.path)/new", "--known", "none", "--format", "json",
            "--quiet")
        #expect(quiet.errors.isEmpty)
    }

    @Test func checkRefusesWhatIsNoRun() async throws {
        #expect(await Ran.command("check", "\(runs)/none").code == 2)
        try make()
        let ran = await Ran.command("check", "\(runs)/2026-11-22-a", "--policy", "linux-9.9")
        #expect(ran.code == 2 && ran.errors.contains("no policy is called linux-9.9; there are own, "))
        try scratch.write("", to: "runs/2026-11-22-a/journal.jsonl")
        let empty = await Ran.command("check", "\(runs)/2026-11-22-a", "--output", "\(scratch.path)/new")
        #expect(empty.code == 2 && empty.errors.contains("does not begin with the run"))
        #expect(empty.errors.contains("hint: name the folder of a run that has begun"))
        #expect(scratch.names("new").isEmpty)
    }

    @Test func aCheckGoesByTheRunsPolicyUnlessOneIsNamed() async throws {
        try make { $0.header.policy = .named("linux-7.2") }
        func policy(_ words: String...) async throws -> PolicyChoice? {
            let output = "\(scratch.path)/new-\(words.count)"
            _ = await Ran.command(
                ["check", "\(runs)/2026-11-22-a", "--output", output, "--known", "none"] + words)
            let name = try #require(scratch.names("new-\(words.count)").first)
            return try JournalFile.header("\(output)/\(name)/journal.jsonl")?.policy
        }
        #expect(try await policy() == .named("linux-7.2"))
        #expect(try await policy("--policy", "own") == .own)
    }

    /// Of a cell that is forbidden for another reason nobody can say that the rule was caught.
    @Test(arguments: [((0, 0, 0), 0), ((3, 2, 2), 0), ((3, 0, 0), 1), ((3, 2, 1), 1)])
    func aNegationEndsWellWhereEveryRuleIsCaughtByName(counts: (Int, Int, Int), code: Int32) async throws {
        try make()
        let folder = try RunFolder(existing: "\(runs)/2026-11-22-a")
        let log = try folder.readLog()
        let finding = Negation.Finding(
            policy: "linux-7.3", rule: "x/y", says: "It is so.", reached: counts.0, turned: counts.1,
            explained: counts.2, reason: nil, onlyPermits: false)
        for words in [[], ["--format", "json"]] {
            let report = NegationReport(run: folder, log: log, plan: log.plan, common: try CommonOptions.parse(words))
            let ran = await Ran.listening {
                do {
                    try report.tell([finding])
                    return 0
                } catch {
                    return CommandExit.end(error, of: DMARoute.self)?.code
                }
            }
            #expect(ran.code == code && !ran.output.isEmpty)
        }
    }

    @Test func aNegationOfARunWithoutEvidenceHasNothingToSay() async throws {
        try make()
        let ran = await Ran.command("check", "\(runs)/2026-11-22-a", "--negate")
        #expect(ran.code == 4)
        #expect(ran.output == "0 rules, 0 reached by this run, 0 caught when negated, 0 survived\n")
    }

    // MARK: resume

    /// What was left to do is nothing, so no guest is asked.
    @Test(arguments: [true, false]) func aRunThatIsDoneOnlySaysSo(isEnded: Bool) async throws {
        // Who wants out is listened to; nobody is any more afterwards.
        defer { for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) } }
        try make { $0.isEnded = isEnded }
        let journal = try scratch.text("runs/2026-11-22-a/journal.jsonl")
        let ran = await Ran.command("run", "--resume", "\(runs)/2026-11-22-a", "--known", "none")
        #expect(ran.code == 1 && ran.output.hasSuffix("\(runs)/2026-11-22-a: exit 1\n"), "\(ran.errors)")
        let now = try scratch.text("runs/2026-11-22-a/journal.jsonl")
        if isEnded {
            #expect(now == journal, "it has its end")
        } else {
            let added = now.dropFirst(journal.count)
            #expect(now.hasPrefix(journal) && added.contains("run-end") && added.count(where: \.isNewline) == 1)
        }
    }

    // MARK: merge

    @Test func mergeSaysWhatIsMissingAndEndsWithThree() async throws {
        try make("2026-11-22-a", [.agree])
        let ran = await Ran.command("merge", "\(runs)/2026-11-22-a", "--output", "\(scratch.path)/merged")
        #expect(ran.code == 3)
        let cells = try SamplePlan.sizes(2).cells
        #expect(ran.errors.contains("missing  linux-7.3  guest") && ran.errors.contains(cells[1].shortID))
        #expect(!ran.errors.contains(cells[0].shortID))
        #expect(ran.output.contains("1 cell of 2 from 1 run; 1 have no verdict\n"))
    }

    @Test(
        arguments: [([.agree, .agree], 0), ([.agree, .forbidden], 1), ([.agree, .error], 3)] as [([Verdict], Int32)])
    func aMergeEndsAsTheRunWould(verdicts: [Verdict], code: Int32) async throws {
        try make("2026-11-22-a", verdicts)
        let path = "\(runs)/2026-11-22-a"
        let ran = await Ran.command("merge", path, path, "--output", "\(scratch.path)/merged")
        #expect(ran.code == code)
        let name = try #require(scratch.names("merged").first)
        #expect(ran.output.hasSuffix("2 cells of 2 from 2 runs\n\(scratch.path)/merged/\(name): exit \(code)\n"))
        let events = try JournalFile.read("\(scratch.path)/merged/\(name)/journal.jsonl")
        guard case .runEnd(let exit, let counts, _)? = events.last else { Issue.record("no end"); return }
        #expect(exit == code && counts.values.reduce(0, +) == 2)
        let json = await Ran.command("merge", path, "--output", "\(scratch.path)/merged", "--format", "json")
        #expect(json.output == (try scratch.text("merged/\(name)/result.json")))
    }

    @Test func ofACellThatWasJudgedTwiceBothVerdictsAreTold() async throws {
        let run = try make("2026-11-22-a", [.agree, .forbidden])
        try make("2026-11-22-b", [.agree, .agree])
        let ran = await Ran.command(
            "merge", "\(runs)/2026-11-22-a", "\(runs)/2026-11-22-b", "--output", "\(scratch.path)/merged")
        let cell = run.plan.cells[1].id.prefix(12)
        #expect(ran.code == 1)
        #expect(
            ran.output.contains("twice    \(cell): forbidden counts, and another execution came to agree\n"),
            "\(ran.output)")
    }

    @Test func plansDoNotMix() async throws {
        try make()
        try SampleRun(SamplePlan.sizes(3), []).write(to: "\(runs)/2026-11-22-b")
        let ran = await Ran.command(
            "merge", "\(runs)/2026-11-22-a", "\(runs)/2026-11-22-b", "--output", "\(scratch.path)/m")
        #expect(ran.code == 2 && ran.errors.contains("merge runs of one plan") && scratch.names("m").isEmpty)
    }

    // MARK: gc

    @Test func gcKeepsTheNewestAndADryRunKeepsAll() async throws {
        for name in ["2026-11-20-a", "2026-11-21-a", "2026-11-22-a"] { try make(name) }
        try scratch.write("x", to: "runs/mine.txt")
        let ran = await Ran.command("gc", "--keep", "1", "--output", runs, "--dry-run")
        #expect(ran.code == 0)
        #expect(ran.output == "would remove  \(runs)/2026-11-20-a  0 MiB\nwould remove  \(runs)/2026-11-21-a  0 MiB\n")
        #expect(scratch.names("runs").count == 4)
        #expect(await Ran.command("gc", "--output", runs, "--dry-run").output == "nothing to remove\n")
        #expect(await Ran.command("gc", "--keep", "0", "--output", runs, "--dry-run", "--quiet").output == "")
    }
}
