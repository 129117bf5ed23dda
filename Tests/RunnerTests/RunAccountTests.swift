import Evidence
import Foundation
import Journal
import Plan
import RouteModel
import TestSupport
import Testing
import Verdict

@testable import Runner

/// What runs that lie on a disk say of themselves, alone and together.
@Suite struct RunAccountTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch(inMemory: true) }

    private func run(
        _ name: String = "2026-11-22-a", cells: Int = 2, _ verdicts: [Verdict] = [.agree, .forbidden],
        _ change: (inout SampleRun) -> Void = { _ in }
    ) throws -> RunFolder {
        var run = SampleRun(try SamplePlan.sizes(cells), verdicts)
        change(&run)
        try run.write(to: "\(scratch.path)/\(name)")
        return try RunFolder(existing: "\(scratch.path)/\(name)")
    }

    // MARK: cells

    /// Of more than eight the first are shown, and that there are more.
    @Test func cellsThatBeginAlikeAreNamed() throws {
        let folder = try run(cells: 130, [])
        let log = try folder.readLog(named: "mine")
        var seen: Set<Bool> = []
        for digit in "0123456789abcdef" {
            let alike = log.plan.cells.map(\.id).filter { $0.hasPrefix("\(digit)") }
            guard alike.count > 1 else { continue }
            let error = #expect(throws: RunnerError.self) { _ = try log.cell("\(digit)") }
            let shown = alike.prefix(8).map { String($0.prefix(12)) }.joined(separator: ", ")
            #expect(
                error?.message
                    == "\(alike.count) cells of mine begin with \(digit): \(shown)\(alike.count > 8 ? ", …" : "")")
            seen.insert(alike.count > 8)
        }
        #expect(seen == [true, false])
    }

    // MARK: outlines

    private func outline(_ folder: RunFolder) throws -> RunOutline { try RunOutline(folder) }

    @Test func anOutlineSaysWhatARunCameTo() throws {
        let folder = try run { $0.failures = ["broke"] }
        let told = try outline(folder)
        #expect(told.begun == "2026-11-22T03:00:00.000Z" && told.exit == 0)
        #expect(told.cells.count == 2)
        #expect(told.attempts.map(\.number) == [1, 2] && told.attempts.map(\.failure) == ["broke", nil])
        #expect(told.attempts.map(\.milliseconds) == [nil, 8000])
        #expect(try told.bytes == Data(contentsOf: URL(filePath: folder.journal)).count)
        #expect(try outline(run("2026-11-22-b") { $0.isEnded = false }).exit == nil)
    }

    /// A run that goes on, or is copied, is the same run.
    @Test func aRunIsKnownByItsBeginning() throws {
        let first = try run { $0.header.session = "one" }
        let longer = try run("2026-11-22-b", [.agree]) {
            $0.header.session = "one"
            $0.isEnded = false
        }
        let other = try run("2026-11-22-c") { $0.header.session = "two" }
        #expect(try outline(first).identity == outline(longer).identity)
        #expect(try outline(first).identity != outline(other).identity)
    }

    /// As runs were before they noted when they began: the plan's time, and the whole journal.
    @Test func aRunThatDoesNotSayWhenItBeganIsAsOldAsItsPlan() throws {
        func old(_ name: String, _ verdicts: [Verdict]) throws -> RunFolder {
            try run(name, verdicts) {
                $0.header.begun = nil
                $0.header.session = "one"
            }
        }
        let folder = try old("2026-11-22-a", [.agree, .agree])
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1_000_000.5)], ofItemAtPath: folder.plan)
        #expect(try outline(folder).begun == "1970-01-12T13:46:40.500Z")
        #expect(try outline(folder).identity == outline(old("2026-11-22-b", [.agree, .agree])).identity)
        #expect(try outline(folder).identity != outline(old("2026-11-22-c", [.agree, .forbidden])).identity)
    }

    // MARK: evidence

    /// Of an attempt, each file with its name as content.
    private func fill(_ folder: RunFolder, _ attempt: Int, _ names: String...) throws -> String {
        let path = try folder.attempt(attempt, of: folder.readPlan().boots[0])
        for name in names { try Data(name.utf8).write(to: URL(filePath: "\(path)/\(name)")) }
        return path
    }

    @Test func filesAreThoseOfTheAttemptThatWasSeen() throws {
        let folder = try run { $0.failures = ["broke"] }
        let boot = try folder.readPlan().boots[0]
        let log = try folder.readLog()
        #expect(RunFiles(folder, log).attempt(at: boot) == nil)
        let first = try fill(folder, 1, "ftrace.txt", "device-trace.log")
        #expect(RunFiles(folder, log).attempt(at: boot)?.trace == Data("ftrace.txt".utf8), "the last there is")
        let second = try fill(folder, 2, "facts.txt", "device-trace.log")
        _ = try fill(folder, 3, "ftrace.txt", "facts.txt")
        let files = RunFiles(folder, log)
        #expect(files.attempt(at: boot)?.deviceTrace == Data("device-trace.log".utf8))
        #expect(files.attempt(at: boot)?.trace.isEmpty == true, "of the second")
        #expect(files.paths == [boot.key: ["\(second)/facts.txt", "\(second)/device-trace.log"]])
        #expect(
            files.paths(of: boot.cells[0], attempt: 1) == ["\(first)/ftrace.txt", "\(first)/device-trace.log"])
        #expect(files.paths(of: boot.cells[0], attempt: 4) == [])
    }

    @Test func whatTellsWhenIsReadAndWhatCannotBeReadIsEmpty() throws {
        try scratch.write("{\"steps\":[],\"totals\":{},\"began\":5}", to: "a/timings.json")
        try scratch.write("t", to: "a/ftrace.txt")
        try scratch.write("{\"moment\":\"held\",\"requests\":[3]}\nbad\n", to: "a/ram.jsonl")
        let files = AttemptFiles(folder: "\(scratch.path)/a")
        #expect(files.trace == Data("t".utf8) && files.deviceTrace.isEmpty && files.probe.isEmpty)
        #expect(files.timings?.began == 5)
        #expect(files.looks.map(\.requests) == [[3]])
        #expect(AttemptFiles(folder: "\(scratch.path)/none").timings == nil)
    }

    // MARK: plans and weights

    @Test func newWeightsStandBesideAPlanThatWasThere() throws {
        let plan = try SamplePlan.sizes(2)
        let folder = PlanFolder("\(scratch.path)/p")
        for milliseconds in [7, 9] {
            try folder.write(plan, Weights(milliseconds: [plan.boots[0].key: milliseconds]))
            #expect(try scratch.text("p/weights.json").contains(" : \(milliseconds)"))
        }
    }

    @Test func ofABootThatSeveralRunsMadeTheLastCounts() throws {
        let (first, second) = (try run(), try run("2026-11-22-b"))
        let text = try String(contentsOfFile: second.journal, encoding: .utf8)
        try text.replacing("\"milliseconds\":8000", with: "\"milliseconds\":9000")
            .write(toFile: second.journal, atomically: false, encoding: .utf8)
        let boot = try first.readPlan().boots[0].key
        #expect(try PastDurations([first, second]).weights.milliseconds == [boot: 9000])
        #expect(try PastDurations([second, first]).weights.milliseconds == [boot: 8000])
    }

    @Test func cellsThatOneSideDoesNotPredictDoNotDiffer() throws {
        let plan = try SamplePlan.of { $0.axes["ram"] = ["1GiB", "2GiB"] }
        let whole = Predictions(of: plan, by: nil)
        let part = Predictions(of: plan.keeping(boots: [plan.boots[0].key]), by: nil)
        #expect(whole.differing(from: part) == 0 && part.differing(from: whole) == 0)
        #expect(part[plan.boots[0].cells[0].id] != nil && part[plan.boots[1].cells[0].id] == nil)
    }

    // MARK: merges

    /// Lines wait until there are many: none may be written twice, and none be lost.
    @Test func aLongJournalIsMergedWhole() throws {
        let reasons = (0..<6).map { "\($0)" + String(repeating: "x", count: 300_000) }
        let folder = try run { $0.failures = reasons }
        let new = try RunFolder(newIn: "\(scratch.path)/merged")
        _ = try RunMerge([folder]).write(to: new)
        let failures = try JournalFile.read(new.journal).compactMap {
            if case .attemptFailed(_, _, let reason) = $0 { reason } else { nil }
        }
        #expect(failures == reasons)
        #expect(try new.readLog().cells.map(\.judgement.verdict) == [.agree, .forbidden])
    }

    /// Whichever part comes first.
    @Test(arguments: [true, false]) func ofOneAttemptInTwoPartsTheLargerFileStands(largerFirst: Bool) throws {
        let (one, other) = (
            try run { $0.header.session = "same" }, try run("2026-11-22-b") { $0.header.session = "same" }
        )
        let (small, large) = largerFirst ? (other, one) : (one, other)
        try Data("short".utf8).write(to: URL(filePath: try fill(small, 1) + "/facts.txt"))
        try Data("a longer one".utf8).write(to: URL(filePath: try fill(large, 1) + "/facts.txt"))
        let new = try RunFolder(newIn: "\(scratch.path)/merged")
        _ = try RunMerge([one, other]).write(to: new)
        let path = try new.attempt(1, of: new.readPlan().boots[0])
        #expect(try String(contentsOfFile: path + "/facts.txt", encoding: .utf8) == "a longer one")
    }

    // MARK: values

    @Test func anErrorSaysWhatToDoOnALineOfItsOwn() {
        #expect(RunnerError("what", hint: "do").description == "what\n  hint: do")
        #expect(RunnerError("what").description == "what")
    }

    @Test func nobodyReadsFromOutsideWhatAProcessorEncrypts() {
        let plain = Boot(kernel: "k", ram: 1 << 30)
        let emulated = Boot(kernel: "k", encryption: .sev, ram: 1 << 30)
        let hardware = Boot(kernel: "k", encryption: .sev, ram: 1 << 30, askedMeans: .hardware)
        #expect([plain, emulated, hardware].map { Sides.both.open(to: $0).device } == [true, true, false])
        #expect(Sides.both.open(to: hardware).guest && !Sides(guest: false, device: true).open(to: plain).guest)
        #expect(!Sides(guest: true, device: false).open(to: plain).device)
    }

    @Test func aKernelIsRecordedWithItsVersionReleaseAndProbe() {
        let image = RecordedKernel(.sample(hasProbe: false))
        #expect(image.version == "7.3.4-1" && image.release == "7.3.4+deb13-amd64" && !image.hasProbe)
        #expect(RecordedKernel(.sample()).hasProbe)
        func header(_ files: [String: String]) -> RecordedKernel {
            RecordedKernel(
                .init(name: "k", release: "r", version: "v", sha256: files, packages: [:], unavailable: nil))
        }
        #expect(header(["probe": "a"]).hasProbe && !header(["vmlinux": "a"]).hasProbe)
        #expect(header([:]).version == "v" && header([:]).release == "r")
    }

    @Test func aProcessTellsWhatItUsed() throws {
        func used() -> Int {
            var usage = rusage()
            getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
            func milliseconds(_ time: timeval) -> Int { Int(time.tv_sec) * 1000 + Int(time.tv_usec) / 1000 }
            return milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime)
        }
        let before = used()
        let told = Usage.ofThisProcess()
        #expect((before...used()).contains(told.cpuMilliseconds))
        // These tests alone take some, and no test a gigabyte.
        #expect((8 << 20..<8 << 30).contains(told.peakBytes))
    }

    @Test func anObservedMachineIsNoRun() throws {
        try scratch.write("observe.format=1\n", to: "m/facts.txt")
        #expect(ObservedEvidence.isOne("\(scratch.path)/m"))
        try scratch.write("{}", to: "m/plan.json")
        #expect(!ObservedEvidence.isOne("\(scratch.path)/m"))
        #expect(try !ObservedEvidence.isOne(run().path))
    }

    @Test func whatAnObserverLeftIsWholeOrDamaged() throws {
        for name in ["kmsg.txt", "ftrace.txt", "trace-stats.txt"] { try scratch.write("\(name)\n\n", to: "m/\(name)") }
        func damage(_ facts: String?) throws -> String? {
            if let facts { try scratch.write(facts, to: "m/facts.txt") }
            return ObservedEvidence(folder: "\(scratch.path)/m").damage
        }
        #expect(try damage(nil) == "there is no facts.txt")
        #expect(try damage("a=1") == "facts.txt ends in the middle of a line")
        // A machine of many devices says much of itself.
        let many = String(repeating: "a=1\n", count: 1 << 20)
        #expect(try damage(many) == nil)
        #expect(try damage(many + "b=1\n") == "facts.txt is larger than the 4194304 bytes that are read of it")
        #expect(try damage("a=1\n") == nil)
        let read = ObservedEvidence(folder: "\(scratch.path)/m")
        #expect(read.log == ["kmsg.txt"] && read.trace == Array("ftrace.txt\n\n".utf8))
        #expect(read.statistics == Array("trace-stats.txt\n\n".utf8) && read.text == Array("a=1\n".utf8))
        try FileManager.default.removeItem(atPath: "\(scratch.path)/m/trace-stats.txt")
        #expect(try damage(nil) == "there is no trace-stats.txt")
    }
}
