import Foundation
import Plan
import RouteModel
import TestSupport
import Testing
import Verdict

@testable import DMARouteCommand
@testable import Intake

/// Verbs that search, as far as they go without a guest: reduce, bisect, reproduce, rules, observed machines.
struct SearchingTests: KeepsRuns {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    // MARK: reduce and bisect

    @Test func reduceSaysWhatItWouldKeep() async throws {
        let cells = try make().plan.cells
        let path = "\(runs)/2026-11-22-a"
        let ran = await Ran.command("reduce", path, "--cell", cells[1].shortID, "--dry-run")
        #expect(
            ran.code == 0 && ran.output.hasPrefix("would reduce ") && ran.output.hasSuffix("; nothing was started\n"))
        let against = await Ran.command(
            "reduce", path, "--cell", cells[1].shortID, "--against", "linux-7.2", "--dry-run")
        #expect(against.output.contains("which shows that linux-7.2 differs"))
        let same = await Ran.command("reduce", path, "--cell", cells[1].shortID, "--against", "linux-7.3", "--dry-run")
        #expect(same.code == 2 && same.errors.contains("--against takes another kernel: "))
        #expect(await Ran.command("reduce", path, "--cell", "zz", "--dry-run").code == 2)
        #expect(
            await Ran.command("reduce", path, "--cell", cells[1].shortID, "--repeat", "0").errors.contains(
                "--repeat is 1 to 100"))
    }

    @Test func whatWasNotRunShowsNothing() async throws {
        let run = try make("2026-11-22-a", [.unavailable, .agree])
        let ran = await Ran.command("reduce", "\(runs)/2026-11-22-a", "--cell", run.plan.cells[0].shortID, "--dry-run")
        #expect(
            ran.code == 2 && ran.errors.contains("the cell was not run, so it shows nothing: because of unavailable"))
    }

    private static let cell = ["--device", "edu,dma-mask=64", "--request", "map-single"]

    @Test func bisectAsksEveryPolicyWithoutAGuest() async throws {
        struct Record: Decodable {
            struct Row: Decodable { var kernel: String? }
        }
        let ran = await Ran.command(["bisect", "--predict"] + Self.cell)
        #expect(ran.code == 0)
        for policy in Policy.releases { #expect(ran.output.contains(policy.name), "\(policy.name)") }
        _ = try await Ran.command(["bisect", "--predict", "--format", "json"] + Self.cell).json(Record.self)
    }

    @Test func bisectTakesOneCellAndARowOfKernels() async throws {
        let dry = await Ran.command(
            ["bisect", "--dry-run", "--kernel", "linux-7.3", "--kernel", "linux-7.2"] + Self.cell)
        #expect(dry.code == 0 && dry.output == "would boot it on some of linux-7.2, linux-7.3; nothing was started\n")
        let every = await Ran.command(
            ["bisect", "--dry-run", "--every", "--kernel", "linux-7.3", "--kernel", "linux-7.2"] + Self.cell)
        #expect(every.output.hasPrefix("would boot it on each of "))
        let one = await Ran.command(["bisect", "--kernel", "linux-7.3"] + Self.cell)
        #expect(one.code == 2 && one.errors.contains("one kernel is no row"))
        let stray = await Ran.command(["bisect", "--kernel", "linux-9.9"] + Self.cell)
        #expect(stray.code == 2 && stray.errors.contains("linux-9.9 has no place in the row of kernels: "))
        let two = await Ran.command(["bisect", "--predict", "--request", "alloc-coherent"] + Self.cell)
        #expect(two.code == 2 && two.errors.contains("2 cells are asked for: bisect takes one, but for its kernel"))
        let lost = await Ran.command("bisect", "--cell", "1f0c")
        #expect(lost.code == 2 && lost.errors.contains("--cell is a cell of a run: name the run's folder"))
    }

    // MARK: reports of bugs

    private struct Answer: Decodable {
        struct Read: Decodable { var fact: String, line: Int }
        var answer: String
        var read: [Read]
    }

    @Test func aReportIsReadAndPredictedAlone() async throws {
        let report = try packageFile("Tests/IntakeTests/Reports/address-within-mask.txt")
        let file = try scratch.write(report, to: "report.txt")
        let ran = await Ran.command("reproduce", "--predict-only", "--format", "json", file)
        let answer = try ran.json(Answer.self)
        #expect(ran.code == 0 && !answer.read.isEmpty && answer.answer != "reproduced")
        let text = await Ran.command("reproduce", "--predict-only", file)
        #expect(text.code == 0 && !text.output.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: "\(scratch.path)/runs"))
    }

    @Test func whatIsNoReportIsAnsweredToo() async throws {
        let file = try scratch.write("hello\u{1b}[2J\n", to: "hello.txt")
        let ran = await Ran.command("reproduce", "--predict-only", "--format", "json", file)
        #expect(try ran.code == 0 && ran.json(Answer.self).answer == "cannot-tell")
        let none = await Ran.command("reproduce", "--predict-only", "\(scratch.path)/none")
        #expect(none.code == 2 && none.errors.contains("there is no such file, or it is none that can be read"))
    }

    @Test func aReportIsReadNoFurtherThanItIsLookedAt() throws {
        let two = try ReportInput.read([scratch.write("one\n", to: "1"), scratch.write("two\n", to: "2")])
        #expect(two.cut == false)
        let long = try scratch.write(Data(repeating: 0x61, count: Pasted.most + 1), to: "long")
        #expect(try ReportInput.read([long]).cut)
        #expect(try !ReportInput.read([scratch.write(Data(repeating: 0x61, count: Pasted.most), to: "full")]).cut)
    }

    /// /dev/zero has no end, and a pipe may have none.
    @Test(.timeLimit(.minutes(1))) func whatHasNoEndIsNotReadForEver() async throws {
        #expect {
            try ReportInput.read(["/dev/zero"], most: 1 << 16, limit: 4 << 20)
        } throws: {
            "\($0)"
                == "/dev/zero goes on behind 4 MiB, and no more is read of what is no regular file\n  hint: write it into a "
                + "file, or give the part that tells of the fault"
        }
        #expect(ReportInput.limit == 1 << 30)
        let file = try scratch.write(Data(repeating: 0x61, count: 5 << 20), to: "file")
        #expect(try ReportInput.read([file], most: 1 << 16, limit: 4 << 20).cut, "a file has an end")
    }

    /// A fact is told with its line, and that of the whole file.
    @Test func linesBehindWhatIsLeftOutKeepTheirNumbers() throws {
        let lines = (1...60_000).map { "line \($0) of a log that says nothing that anybody looks for" }
        let file = try scratch.write(lines.joined(separator: "\n"), to: "log")
        let read = try ReportInput.read([file], most: 1 << 16)
        #expect(read.cut && read.lines.first?.number == 1)
        #expect(read.lines.last?.number == 60_000)
    }

    // MARK: rules

    @Test func whatIsNoPolicyOrNoPlaceIsRefused() async {
        #expect(await Ran.command("rules", "x", "--no-runs").errors.contains("--no-runs has no place beside a run"))
        #expect(await Ran.command("rules", "--only", "some").code == 2)
        #expect(await Ran.command("explore", "--policy", "linux-9.9").errors.contains("no policy is called linux-9.9"))
    }

    // MARK: observed machines

    private func observe(_ facts: String, trace: String = "") throws -> String {
        try scratch.write(facts, to: "observed/facts.txt")
        try scratch.write("Linux version 7.3.4\n", to: "observed/kmsg.txt")
        try scratch.write(trace, to: "observed/ftrace.txt")
        try scratch.write("cpu0\noverrun: 0\ncommit overrun: 0\ndropped events: 0\n", to: "observed/trace-stats.txt")
        return "\(scratch.path)/observed"
    }

    private static let facts = """
        observe.format=1
        uname.release=7.3.4
        cpuid.0x1=0x0 0x0 0x80000000 0x0
        iomem.ram=0x100000-0xbfffffff
        trace=armed
        observe.lack=one thing
        observe.end=time

        """

    @Test func aMachineWithoutTrafficIsNotJudged() async throws {
        let ran = await Ran.command("check", try observe(Self.facts), "--output", runs)
        #expect(ran.code == 4 && ran.output.isEmpty)
        #expect(ran.errors.contains("observed 7.3.4, guest, no memory encryption, IOMMU none, tracing ended by time"))
        #expect(ran.errors.contains("judged on one side by the policy of linux-7.3"))
        #expect(ran.errors.contains("lacks    one thing"))
        #expect(ran.errors.contains("no DMA was traced, so nothing is judged"))
        #expect(scratch.names("runs").isEmpty)
        #expect(await Ran.command("check", "\(scratch.path)/observed", "--output", runs, "--quiet").errors.isEmpty)
    }

    private static let traffic =
        facts + """
            trace.kprobe=pool_map
            trace.kprobe=pool_map_ret
            trace.kprobe=atomic_pool
            trace.kprobe=atomic_pool_ret
            pci.0000:00:04.0.dma_mask_bits=64
            pci.0000:00:04.0.consistent_dma_mask_bits=64
            observe.end=time

            """
    private static let trace = """
            x-85      [000] .....     3.089934: tracing_mark_write: dmaroute: agent
            x-85      [000] .....     3.189934: dma_map_phys: 0000:00:04.0 dir=FROM_DEVICE dma_addr=7877000 size=4096 phys_addr=7877000 attrs=

        """

    /// What a damaged file shows is no proof of what it does not show.
    @Test(arguments: ["kmsg.txt", "ftrace.txt", "trace-stats.txt"])
    func anObservedMachineAgreesOnWholeFilesAlone(file: String) async throws {
        let folder = try observe(Self.traffic, trace: Self.trace)
        let whole = await Ran.command("check", folder, "--output", runs, "--format", "json")
        #expect(try whole.code == 0 && whole.json(ResultFile.self).cells.map(\.verdict) == ["agree"])
        try scratch.write(Data(scratch.text("observed/\(file)").utf8.dropLast()), to: "observed/\(file)")
        let cut = await Ran.command("check", folder, "--output", runs, "--format", "json")
        #expect(try cut.code == 4 && cut.json(ResultFile.self).cells.map(\.verdict) == ["trace-lost"])
        #expect(cut.errors.contains("\(file) ends in the middle of a line"))
    }

    @Test func whatIsNeitherRunNorMachineIsRefused() async throws {
        let ran = await Ran.command("check", try observe("uname.release=7.3.4\n"), "--output", runs)
        #expect(ran.code == 2 && ran.errors.contains("is neither a run nor an observed machine"))
        let negated = await Ran.command("check", try observe(Self.facts), "--negate")
        #expect(negated.code == 2 && negated.errors.contains("--negate takes a run"))
        let policy = await Ran.command("check", try observe(Self.facts), "--policy", "linux-9.9")
        #expect(policy.code == 2 && policy.errors.contains("no policy is called linux-9.9"))
    }
}
