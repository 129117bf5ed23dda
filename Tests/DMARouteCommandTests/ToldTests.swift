import ArgumentParser
import Faults
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

/// Words by which verbs tell what they found and did.
struct ToldTests: KeepsRuns {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private var first: String { "\(runs)/2026-11-22-a" }

    // MARK: negations

    private func finding(_ rule: String, _ counts: (Int, Int, Int), permits: Bool = false) -> Negation.Finding {
        Negation.Finding(
            policy: "p", rule: rule, says: "It is so.", reached: counts.0, turned: counts.1, explained: counts.2,
            reason: nil, onlyPermits: permits)
    }

    @Test func eachNegatedRuleSaysWhatBecameOfIt() async throws {
        try make()
        let folder = try RunFolder(existing: first)
        let log = try folder.readLog()
        let report = NegationReport(run: folder, log: log, plan: log.plan, common: try CommonOptions.parse([]))
        let ran = await Ran.listening {
            try? report.tell([
                finding("a", (0, 0, 0)), finding("b", (5, 0, 0)), finding("c", (5, 0, 0), permits: true),
                finding("d", (5, 3, 1)),
            ])
            return 0
        }
        #expect(
            ran.output == """
                not reached  p  a  0 forbidden of 0 cells
                SURVIVED  p  b  0 forbidden of 5 cells
                only permits  p  c  0 forbidden of 5 cells
                caught  p  d  3 forbidden of 5 cells
                4 rules, 3 reached by this run, 1 caught when negated, 1 survived
                survived  p  b: It is so.
                2 of 3 reasons do not name the rule  p  d

                """)
    }

    // MARK: faults

    @Test func eachPolicyHasItsFaults() throws {
        let plan = try SamplePlan.of(requests: ["map-single", "alloc-coherent"]) {
            $0.axes = ["encryption": ["sev"], "viommu": ["virtio"]]
        }
        try SampleRun(plan, []).write(to: first)
        let summary = FaultSummary(try RunFolder(existing: first).readLog(), declared: [:])
        #expect(!summary.faults.isEmpty && summary.isNews && summary.records.count == summary.faults.count)
        for policy in Policy.all {
            let own = summary.faults.count { $0.with.contains(policy.name) || $0.proposals.contains(policy.name) }
            #expect(summary.records(of: policy.name).count == own, "\(policy.name)")
        }
        #expect(FaultSummary([], declared: [:]).text(run: nil) == nil && !FaultSummary([], declared: [:]).isNews)
        let entries = summary.faults.map {
            "- {fault: \"\($0.id)\", reason: why, link: \"https://example.org/1\", expires: 9999-12-31}\n"
        }
        let all = try KnownDivergences.parse(text: entries.joined(), file: "known.yaml", policies: []).faults(
            on: Today.day())
        #expect(all.count == summary.faults.count)
        #expect(!FaultSummary(summary.faults, declared: all).isNews)
    }

    // MARK: a history

    @Test func aRunThatWentOnIsTakenInAgainAndACheckIsNot() async throws {
        let file = "\(scratch.path)/h.sqlite"
        func take(_ folder: String) async -> String {
            await Ran.command("history", "import", folder, "--history", file).output
        }
        try make("2026-11-22-a", [.agree]) {
            $0.header.session = "one"
            $0.isEnded = false
        }
        #expect(await take(first) == "\(first): 1 cell\n")
        try make("2026-11-22-a", [.agree, .agree]) { $0.header.session = "one" }
        #expect(await take(first) == "\(first): 2 cells, it went on since\n")
        try make("2026-11-23-a") { $0.header.judges = first }
        let check = "\(runs)/2026-11-23-a"
        #expect(await take(check) == "\(check): left out: it judges the evidence of another run again\n")
    }

    // MARK: check

    @Test func predictionsThatAreOthersNowAreCounted() async throws {
        let plan = try make().plan
        func check(_ words: String...) async -> String {
            await Ran.command(["check", first, "--output", "\(scratch.path)/checks", "--known", "none"] + words).errors
        }
        let now = Predictions(of: plan, by: nil)
        try RunFolder(existing: first).write(plan, part: nil, now)
        #expect(await check().isEmpty)
        let before = Predictions(of: plan, by: Policy.named("seed"))
        try RunFolder(existing: first).write(plan, part: nil, before)
        let count = now.differing(from: before)
        #expect(count > 0)
        #expect(await check() == "\(counted(count, "cell")) predicted otherwise than before the boots of \(first)\n")
        #expect(await check("--quiet").isEmpty)
    }

    @Test func aMachineTellsNoMoreThanThirtyTwoLacks() async throws {
        let lacks = (0..<40).map { "observe.lack=thing \($0)\n" }.joined()
        try scratch.write(
            "observe.format=1\nuname.release=7.3.4\ncpuid.0x1=0x0 0x0 0x80000000 0x0\n"
                + "iomem.ram=0x100000-0xbfffffff\ntrace=armed\n\(lacks)observe.end=time\n", to: "o/facts.txt")
        for name in ["kmsg.txt", "ftrace.txt", "trace-stats.txt"] {
            try scratch.write("Linux version 7.3.4\n", to: "o/\(name)")
        }
        let said = await Ran.command("check", "\(scratch.path)/o", "--output", runs).errors.split(separator: "\n")
        #expect(said.filter { $0.hasPrefix("lacks    ") } == (0..<32).map { Substring("lacks    thing \($0)") })
    }

    // MARK: promote and rerun

    @Test func promoteTakesOneCellInAnyCaseAndMayBeQuiet() async throws {
        let cells = try make("2026-11-22-a", [.forbidden, .absent]).plan.cells
        func promote(_ words: [String]) async -> Ran {
            await Ran.command(
                [
                    "promote", first, "--reason", "why", "--link", "https://example.org/1", "--expires", "2100-01-01",
                    "--known", "\(scratch.path)/known.yaml",
                ] + words)
        }
        let two = await promote(["--cell", cells[0].shortID, "--cell", cells[1].shortID])
        #expect(two.code == 2 && !FileManager.default.fileExists(atPath: "\(scratch.path)/known.yaml"))
        let quiet = await promote(["--cell", cells[0].shortID.uppercased(), "--quiet"])
        #expect(quiet.code == 0 && quiet.output.isEmpty && quiet.errors.isEmpty)
        #expect(await promote(["--cell", cells[1].shortID]).output.contains(": absent of linux-7.3 is known until "))
        let text = try scratch.text("known.yaml")
        #expect(text.contains(cells[0].id) && text.contains(cells[1].id))
    }

    @Test func whatNeverBeganIsNotRunAgain() async throws {
        try make()
        try Data().write(to: URL(fileURLWithPath: "\(first)/journal.jsonl"))
        let ran = await Ran.command("rerun", first, "--dry-run", "--known", "none")
        #expect(ran.code == 2 && ran.errors == "error: \(first)/journal.jsonl does not begin with the run\n")
    }
}
