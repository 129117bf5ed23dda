import Foundation
import Files
import GuestProtocol
import Journal
import Lab
import Plan
import TestSupport
import Testing

@testable import Runner

/// Runs that come from elsewhere: what lies in their folders is anybody's.
@Suite struct ForeignRunTests {
    private func names(_ folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }

    /// What a merge of a run whose attempt was changed comes to: names and links of the copied attempt.
    private func merged(_ change: (_ run: FakeRun, _ attempt: String) throws -> Void) throws -> (RunFolder, [String]) {
        let run = try FakeRun()
        try run.run()
        let attempt = try run.folder.attempt(1, of: run.plan.boots[0])
        try change(run, attempt)
        let new = try RunFolder(newIn: "\(run.scratch.path)/merged")
        _ = try RunMerge([run.folder]).write(to: new)
        let copy = try new.attempt(1, of: run.plan.boots[0])
        let links = names(copy).map { name in
            var status = stat()
            return lstat("\(copy)/\(name)", &status) == 0 ? "\(name) \(status.st_nlink)" : name
        }
        return (new, links)
    }

    @Test func evidenceIsCopiedAndNeverLinked() throws {
        let (_, links) = try merged { _, attempt in
            try Data("x".utf8).write(to: URL(fileURLWithPath: "\(attempt)/notes.txt"))
        }
        #expect(links.contains("ftrace.txt 1") && links.allSatisfy { $0.hasSuffix(" 1") })
        #expect(!links.contains { $0.hasPrefix("notes") }, "only what an attempt is known to leave")
    }

    /// A merge once put hard links of the coordinator's own files into the run.
    @Test func anAttemptThatIsALinkIsRefused() throws {
        let error = #expect(throws: FileProblem.self) {
            _ = try merged { run, attempt in
                try run.scratch.write("secret", to: "elsewhere/facts.txt")
                try FileManager.default.removeItem(atPath: attempt)
                symlink("\(run.scratch.path)/elsewhere", attempt)
            }
        }
        #expect(error?.message.hasSuffix("/attempt-1 is no folder") == true)
    }

    @Test(arguments: ["boots", "boots/KEY"]) func aFolderAboveThatIsALinkIsRefused(place: String) throws {
        #expect(throws: FileProblem.self) {
            _ = try merged { run, _ in
                let name = place.replacing("KEY", with: run.plan.boots[0].key.prefix(12))
                let (from, to) = ("\(run.folder.path)/\(name)", "\(run.scratch.path)/moved")
                try FileManager.default.moveItem(atPath: from, toPath: to)
                symlink(to, from)
            }
        }
    }

    @Test func evidenceThatIsALinkOrAPipeIsRefused() throws {
        for make in [{ symlink("/etc/passwd", $0) }, { mkfifo($0, 0o600) }] as [(String) -> Int32] {
            let error = #expect(throws: FileProblem.self) {
                _ = try merged { _, attempt in
                    unlink("\(attempt)/kmsg.txt")
                    #expect(make("\(attempt)/kmsg.txt") == 0)
                }
            }
            #expect(error?.message.hasSuffix("/kmsg.txt is no regular file") == true)
        }
    }

    @Test func evidenceThatIsTooLargeIsRefused() throws {
        let error = #expect(throws: FileProblem.self) {
            _ = try merged { _, attempt in truncate("\(attempt)/kmsg.txt", off_t(AttemptInput.limit) + 1) }
        }
        #expect(error?.message.contains("more than the 268435456 that any run leaves") == true)
    }

    /// A run that is gone on with may come from elsewhere too.
    @Test func anAttemptIsNotMadeBehindALink() throws {
        let run = try FakeRun()
        let outside = "\(run.scratch.path)/outside"
        try FileManager.default.createDirectory(atPath: outside, withIntermediateDirectories: false)
        symlink(outside, "\(run.folder.path)/boots")
        #expect(throws: FileProblem.self) { try run.run() }
        #expect(names(outside).isEmpty)
    }

    /// Whoever made the run knows which attempt comes next, and under what names it writes.
    @Test(arguments: [true, false]) func nothingIsWrittenThroughWhatStandsInAnAttempt(isLink: Bool) throws {
        let plan = try SamplePlan.config(
            """
            name: foreign
            kernels: [linux-7.3]
            devices: [{name: edu32, model: edu, dma-mask: 32}]
            requests: [{kind: map-single, size: 4KiB, direction: to-device, place: below-4g}]
            isolation: snapshot
            """)
        let run = try FakeRun(
            plan,
            script: { (command, honest) throws(LabError) in
                command == .finish
                    ? honest.dropLast() + [.file(name: "observed/ftrace.txt", bytes: [1]), .end] : honest
            })
        let folders = ["observed", "snapshot"]
        let files = RunContent.evidence.keys + ["initrd.img", "driven-0.img"]
        let (key, victim) = (plan.boots[0].key.prefix(12), "\(run.scratch.path)/victim")
        let planted = "\(run.folder.path)/boots/\(key)/attempt-1"
        for name in folders {
            try FileManager.default.createDirectory(atPath: "\(victim)/\(name)", withIntermediateDirectories: true)
        }
        for name in files { try run.scratch.write("mine", to: "victim/\(name)") }
        if isLink {
            try FileManager.default.createDirectory(
                atPath: "\(run.folder.path)/boots/\(key)", withIntermediateDirectories: true)
            symlink(victim, planted)
        } else {
            try FileManager.default.createDirectory(atPath: planted, withIntermediateDirectories: true)
            for name in files + folders { symlink("\(victim)/\(name)", "\(planted)/\(name)") }
        }
        let before = names(planted)

        run.options.resumption = try Resumption(run.folder)
        try run.run()
        #expect(names(victim) == (files + folders).sorted())
        for name in files { #expect(try run.scratch.text("victim/\(name)") == "mine", "\(name)") }
        for name in folders { #expect(names("\(victim)/\(name)").isEmpty, "\(name)") }
        #expect(names(planted) == before)
        let new = "\(run.folder.path)/boots/\(key)/attempt-2"
        #expect(run.lab.seen.specs.map(\.folder) == ["\(new)/snapshot", new])
        #expect(try run.words().contains("boot-end 2") && run.files(2).contains("ftrace.txt"))
        #expect(
            try run.scratch.names("runs/\(#require(run.scratch.names("runs").first))/boots/\(key)/attempt-2/observed")
                == ["ftrace.txt"])
    }

    /// Of a run that was killed before it said that it had begun.
    @Test func anEmptyFolderIsTheNextAttempts() throws {
        let run = try FakeRun()
        _ = try run.folder.attempt(1, of: run.plan.boots[0])
        run.options.resumption = try Resumption(run.folder)
        try run.run()
        #expect(try run.words().contains("boot-end 1") && run.progress.first == "started 1")
    }

    @Test func whereNoNumberIsLeftNothingIsBegun() throws {
        let run = try FakeRun()
        let boot = run.plan.boots[0]
        try JournalFile(path: run.folder.journal).append([
            .runBegin(run.header), .bootBegin(boot: boot.key, attempt: 999_999_999),
        ])
        run.options.resumption = try Resumption(run.folder)
        let error = #expect(throws: RunnerError.self) { try run.run() }
        #expect(error?.message.hasSuffix("has no number left for another attempt") == true)
        #expect(run.lab.seen.specs.isEmpty)
    }

    /// A file of holes has any size and takes no room; its reader's memory once had to hold as much.
    @Test func aFileLargerThanAnyIsNotRead() throws {
        for name in ["plan.json", "journal.jsonl", "part.json", "predictions.jsonl"] {
            let run = try FakeRun()
            try run.folder.write(run.plan, part: [run.plan.boots[0].key], Predictions(of: run.plan, by: nil))
            try JournalFile(path: run.folder.journal).append(.runBegin(run.header))
            let path = "\(run.folder.path)/\(name)"
            #expect(truncate(path, 1 << 40) == 0)
            var reads: [() throws -> Void] = []
            switch name {
            case "plan.json": reads = [{ _ = try run.folder.readPlan() }, { _ = try RunMerge([run.folder]) }]
            case "part.json": reads = [{ _ = try run.folder.readPart() }, { _ = try Resumption(run.folder) }]
            case "predictions.jsonl": reads = [{ _ = try Predictions(run.folder) }]
            default:
                reads = [
                    { _ = try JournalFile.read(path) }, { _ = try RunOutline(run.folder) },
                    { _ = try run.folder.readLog() }, { _ = try RunMerge([run.folder]) },
                    { _ = try Resumption(run.folder) },
                ]
            }
            for read in reads {
                let error = #expect(throws: RunnerError.self, "\(name)") { try read() }
                let why =
                    name == "predictions.jsonl" ? "of predictions.jsonl cannot be read" : "bytes, more than"
                #expect(error?.message.contains(why) == true, "\(name): \(error?.message ?? "")")
            }
        }
    }

    /// What a plan may have is bounded where it is written too: one that nobody reads again is no use.
    @Test func whatIsNotReadAgainIsNotWritten() throws {
        let run = try FakeRun()
        let path = "\(run.scratch.path)/large.json"
        let error = #expect(throws: RunnerError.self) {
            try RunFolder.write(String(repeating: "x", count: RunLimits.plan), to: path)
        }
        #expect(error?.message.contains("more than the 64 MiB") == true && error?.hint?.contains("split") == true)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func limitsGrowWithThePlan() {
        let (small, large) = (RunLimits(cells: 1, boots: 1), RunLimits(cells: 12934, boots: 286))
        #expect(small.journal < 17 << 20 && small.predictions < 2 << 20)
        // Seven times what nightly.yaml has.
        #expect(large.journal > 7 * 67_245_910 && large.predictions > 6 * 8_378_064)
        #expect(RunLimits(planBytes: 4_738_921).journal >= large.journal)
        for limits in [RunLimits(cells: .max, boots: .max), RunLimits(planBytes: .max)] {
            #expect(limits.journal == 1 << 30 && limits.predictions == 1 << 30)
        }
    }

    @Test(.timeLimit(.minutes(1))) func aJournalThatIsAPipeIsNotWaitedFor() throws {
        let run = try FakeRun()
        mkfifo(run.folder.journal, 0o600)
        for read in [
            { _ = try JournalFile.read(run.folder.journal) }, { _ = try JournalFile.header(run.folder.journal) },
            { _ = try RunOutline(run.folder) }, { _ = try RunMerge([run.folder]) },
            { _ = try JournalFile(path: run.folder.journal, after: 0) },
        ] as [() throws -> Void] {
            let error = #expect(throws: RunnerError.self) { try read() }
            #expect(error?.message.contains("is no regular file") == true)
        }
    }
}
