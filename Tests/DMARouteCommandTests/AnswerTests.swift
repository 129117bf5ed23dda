import ArgumentParser
import Foundation
import History
import Journal
import Lab
import Plan
import Report
import RouteModel
import Runner
import TestSupport
import Testing
import Verdict

@testable import DMARouteCommand
@testable import Images

/// What verbs over runs answer, and with which code, where several things come together.
struct AnswerTests: KeepsRuns {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private var first: String { "\(runs)/2026-11-22-a" }

    // MARK: errors

    @Test func whatWasAskedWronglyIsUsageAndWhatBrokeIsNone() {
        func end(_ error: any Error) -> (Int32, String?)? {
            CommandExit.end(error, of: DMARoute.self).map { ($0.code, $0.says) }
        }
        #expect(end(HistoryError("no such file", hint: "import"))?.0 == 2)
        #expect(end(ImageError(.usage, "no kernel"))?.0 == 2 && end(ImageError(.fetch, "no network"))?.0 == 3)
        #expect(end(ImageError(.usage, "no kernel"))?.1 == "\(ImageError(.usage, "no kernel"))")
        #expect(end(LabError(.node, "x"))?.0 == 3)
    }

    // MARK: conclusions

    private func conclusion(_ cells: [JudgedCell], _ plan: Plan, observed: Bool? = nil) throws -> RunConclusion {
        let folder = try RunFolder(newIn: runs)
        try folder.write(plan)
        return RunConclusion(
            plan: plan, header: SampleRun(plan, []).header, cells: cells, folder: folder,
            common: try CommonOptions.parse([]), observed: observed)
    }

    private func judged(_ cell: Cell, _ verdict: Verdict) -> JudgedCell {
        JudgedCell(cell: cell, attempt: 1, observation: nil, judgement: SampleRun.judgement(verdict))
    }

    @Test func ofACellThatWasJudgedTwiceTheLastVerdictCounts() throws {
        let plan = try SamplePlan.sizes(2)
        let ending = try conclusion(
            [judged(plan.cells[0], .forbidden), judged(plan.cells[0], .agree), judged(plan.cells[1], .agree)], plan,
            observed: true)
        #expect(try ending.record(to: nil).code == 0)
        #expect(ending.judged(plan.cells[0])?.judgement.verdict == .agree)
        #expect(
            try JSONDecoder().decode(ResultFile.self, from: ending.record(to: nil).json).cells.map(\.verdict) == [
                "agree", "agree",
            ])
        #expect(ending.judged(try SamplePlan.sizes(3).cells[2]) == nil)
    }

    @Test func whatNobodySawIsNothing() throws {
        let plan = try SamplePlan.sizes(1)
        let cells = [judged(plan.cells[0], .vacuous)]
        #expect(try conclusion(cells, plan).record(to: nil).code == 4)
        #expect(try conclusion(cells, plan, observed: true).record(to: nil).code == 3)
    }

    // MARK: check

    /// A guest with encrypted memory behind an IOMMU has faults by prediction alone.
    @Test func aFaultThatIsNewsIsAFailureWhateverTheVerdictsSay() async throws {
        let plan = try SamplePlan.of(requests: ["map-single"]) {
            $0.axes = ["encryption": ["sev"], "viommu": ["virtio"]]
        }
        try SampleRun(plan, [.error]).write(to: first)
        func check(_ words: String...) async -> Int32? {
            await Ran.command(["check", first, "--output", "\(scratch.path)/checks", "--known", "none"] + words).code
        }
        #expect(await check() == 3)
        #expect(await check("--fail-on-faults") == 1)
        let name = try #require(scratch.names("checks").last)
        #expect(try scratch.text("checks/\(name)/faults.json").contains("\"class\""))
    }

    @Test func aCheckIsNoSessionOfTheRun() async throws {
        try make { $0.header.session = "one" }
        _ = await Ran.command("check", first, "--output", "\(scratch.path)/checks", "--known", "none")
        let name = try #require(scratch.names("checks").first)
        let header = try #require(try JournalFile.header("\(scratch.path)/checks/\(name)/journal.jsonl"))
        #expect(header.session == nil && header.merged == nil && header.judges == first)
        #expect(header.begun == "2026-11-22T03:00:00.000Z" && header.policy == .own)
    }

    // MARK: runs that go on

    @Test func aRunInUseIsNotGoneOnWith() async throws {
        try make { $0.isEnded = false }
        let lock = try #require(RunLock(first))
        let ran = await Ran.command("run", "--resume", first, "--known", "none")
        #expect(
            ran.code == 2 && ran.errors == "error: \(first) is in use\n  hint: wait for the run to end, or end it\n")
        withExtendedLifetime(lock) {}
    }

    /// Also one that failed, which is what a history is asked about.
    @Test func aRunThatFailedIsTakenIntoTheHistory() async throws {
        defer { for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) } }
        try make()
        let file = "\(scratch.path)/h.sqlite"
        let ran = await Ran.command("run", "--resume", first, "--known", "none", "--history", file)
        #expect(ran.code == 1, "\(ran.errors)")
        #expect(await Ran.command("history", "--history", file).output.contains("2026-11-22-a"))
        let again = await Ran.command("history", "import", first, first, "--history", file)
        #expect(again.output == "\(first): is there already\n\(first): is there already\n")
        #expect(await Ran.command("history", "import", first, "--history", file, "--quiet").output.isEmpty)
    }

    // MARK: merge

    @Test func whatIsMissingWeighsMoreThanAFail() async throws {
        try make("2026-11-22-a", [.forbidden])
        let ran = await Ran.command("merge", first, "--output", "\(scratch.path)/m")
        #expect(ran.code == 3 && ran.output.contains("forbidden 1\n1 cell of 2 from 1 run; 1 have no verdict\n"))
    }

    @Test(arguments: [Summary.told, Summary.told + 1, Summary.told + 2]) func aMergeTellsTheFirstFails(count: Int)
        async throws
    {
        try SampleRun(SamplePlan.sizes(count), Array(repeating: .forbidden, count: count)).write(to: first)
        let ran = await Ran.command("merge", first, "--output", "\(scratch.path)/m")
        #expect(ran.output.matches(of: /dmaroute explain [0-9a-f]{12} --run/).count == Summary.told)
        let more = count - Summary.told
        #expect(ran.output.contains("… and") == (more > 0))
        if more > 0 { #expect(ran.output.contains("\n… and \(more) more FAILs\n")) }
    }

    // MARK: other verbs

    @Test func gcSaysHowMuchRoomARunTook() async throws {
        try make()
        try scratch.write(Data(count: 3 << 20), to: "runs/2026-11-22-a/large")
        let ran = await Ran.command("gc", "--keep", "0", "--output", runs, "--dry-run")
        #expect(ran.output == "would remove  \(first)  3 MiB\n")
    }

    @Test func aFaultIsFoundByDigitsInAnyCase() async throws {
        let plan = try SamplePlan.of(requests: ["map-single"]) {
            $0.axes = ["encryption": ["sev"], "viommu": ["virtio"]]
        }
        try SampleRun(plan, []).write(to: first)
        struct Told: Decodable { var id: String }
        let told: [Told] = try await Ran.command("faults", first, "--format", "json", "--known", "none").json()
        let id = try #require(told.first).id
        for digits in [id, id.uppercased(), String(id.prefix(11))] {
            let one: [Told] = try await Ran.command(
                "faults", first, "--fault", digits, "--format", "json", "--known", "none"
            ).json()
            #expect(one.map(\.id) == [id])
        }
        let newest = await Ran.command("faults", "--output", runs, "--known", "none")
        #expect(newest.code == 0 && newest.output.contains("FAULT \(id)"))
    }

    @Test func rulesAreThoseOfTheNewestRunInItsFolder() async throws {
        try make()
        let there = await Ran.command("rules", "--only", "rules", "--output", runs)
        #expect(there.code == 0 && there.errors.isEmpty)
        let none = await Ran.command("rules", "--only", "rules", "--output", "\(scratch.path)/none")
        #expect(none.errors.hasPrefix("there is no run in \(scratch.path)/none: what follows is predicted"))
        #expect(
            await Ran.command("rules", "--only", "rules", "--output", "\(scratch.path)/none", "--quiet").errors.isEmpty)
    }

    @Test func runsAreComparedTheFirstWithTheSecond() throws {
        try make("2026-11-22-a", [.agree, .forbidden])
        try make("2026-11-22-b", [.forbidden])
        let pairs = try RunComparison.runs(first, "\(runs)/2026-11-22-b").pairs
        #expect(pairs.map(\.a.verdict) == [.agree] && pairs.map(\.b.verdict) == [.forbidden])
        try SampleRun(SamplePlan.of(), [.agree]).write(to: "\(runs)/2026-11-22-c")
        let other = try SamplePlan.of(requests: ["alloc-coherent"])
        try SampleRun(other, [.agree]).write(to: "\(runs)/2026-11-22-d")
        let error = #expect(throws: RunnerError.self) {
            try RunComparison.runs("\(runs)/2026-11-22-c", "\(runs)/2026-11-22-d")
        }
        #expect(error?.message.hasSuffix("have no cell in common") == true)
    }

    @Test func kernelsAreComparedWhereAllElseIsEqual() throws {
        let plan = try SamplePlan.config(
            """
            name: kernels
            kernels: [linux-7.2, linux-7.3]
            axes: {ram: [1GiB, 2GiB]}
            devices: [{name: edu32, model: edu, dma-mask: 32}]
            requests: [{kind: map-single}]
            """)
        let verdicts = plan.cells.map { $0.boot.kernel == "linux-7.2" ? Verdict.forbidden : .agree }
        try SampleRun(plan, verdicts).write(to: first)
        let pairs = try RunComparison.kernels("linux-7.2", "linux-7.3", in: first).pairs
        #expect(pairs.count == 2 && pairs.allSatisfy { $0.cell.boot.kernel == "linux-7.2" })
        #expect(pairs.allSatisfy { $0.a.verdict == .forbidden && $0.b.verdict == .agree })
        let error = #expect(throws: RunnerError.self) { try RunComparison.kernels("linux-7.2", "linux-6.1", in: first) }
        #expect(error?.message == "\(first) has no two cells that differ in the kernels linux-7.2 and linux-6.1 alone")
    }

    /// Who observed may not have read all.
    @Test(arguments: [("0", false), ("1000", true)]) func whoObservedIsSaidWhereItIsNotRoot(user: String, isTold: Bool)
        async throws
    {
        try scratch.write(
            "observe.format=1\nobserve.user=\(user)\nuname.release=7.3.4\ncpuid.0x1=0x0 0x0 0x80000000 0x0\n"
                + "iomem.ram=0x100000-0xbfffffff\ntrace=armed\nobserve.end=time\n", to: "o/facts.txt")
        for name in ["kmsg.txt", "ftrace.txt", "trace-stats.txt"] {
            try scratch.write("Linux version 7.3.4\n", to: "o/\(name)")
        }
        let ran = await Ran.command("check", "\(scratch.path)/o", "--output", runs)
        #expect(ran.errors.contains("observed by user") == isTold)
        if isTold { #expect(ran.errors.contains("observed by user 1000, who may not read all that root may")) }
    }
}
