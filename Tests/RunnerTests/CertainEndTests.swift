import Files
import Foundation
import GuestProtocol
import Journal
import Plan
import TestSupport
import Testing
import Verdict

@testable import Lab
@testable import Runner

/// However a guest behaves, an attempt ends in time and within its room.
@Suite struct CertainEndTests {
    /// Failures of a run whose guest takes so many microseconds for each report, on a lab with limits so much shorter.
    private func failures(
        pace: Double, pause: UInt32 = 5000, script: @escaping FakeGuest.Script = FakeGuest.honest
    ) throws -> (said: String, milliseconds: Double) {
        let run = try FakeRun(nil, pace: pace) { (spec, _, recording) throws(LabError) in
            FakeGuest(spec, recording, script: script, pause: pause)
        }
        run.options.attempts = 1
        let begin = ContinuousClock.now
        try run.run()
        return (try run.failures().joined(separator: "\n"), (ContinuousClock.now - begin) / .milliseconds(1))
    }

    /// Each piece came within its limit, and so held the harness for ever.
    @Test func piecesOfNothingDoNotGoOnForEver() throws {
        let endless: FakeGuest.Script = { (command, honest) throws(LabError) in
            guard command == .finish else { return honest }
            return Array(repeating: .file(name: "ftrace.txt", bytes: []), count: 2000) + honest
        }
        // 60 s for all files become 600 ms, and the 2,000 pieces take 10 s.
        let failed = try failures(pace: 0.01, script: endless)
        #expect(failed.said.contains("the guest did not report in time"), "\(failed.said)")
        #expect(failed.milliseconds < 5000, "\(failed.milliseconds)")
    }

    @Test func aGuestThatIsSlowEachTimeIsNotWaitedForToTheLast() throws {
        // 30 s for an answer become 30 ms, which each makes; 255 s for all become 255 ms.
        #expect(ConversationLimits.whole(boot: .seconds(60), batches: 5, drives: 1) == .seconds(285))
        let failed = try failures(pace: 0.001, pause: 10_000)
        #expect(failed.said.contains("the guest did not report in time"), "\(failed.said)")
        #expect(try failures(pace: 1).said.isEmpty)
    }

    /// Nine files of 256 MiB were once taken of one guest.
    @Test func allFilesOfAGuestHaveOneBudget() throws {
        try withScratch { scratch in
            var files = ReceivedFiles(folder: scratch.path)
            let half = [UInt8](repeating: 1, count: ReceivedFiles.most / 2)
            try files.append(half, to: "ftrace.txt")
            try files.append(half, to: "kmsg.txt")
            let error = #expect(throws: RunnerError.self) { try files.append([1], to: "facts.txt") }
            #expect(error?.message == "the guest's files are together larger than 268435456 bytes")
            #expect(scratch.names() == ["ftrace.txt", "kmsg.txt"])
        }
    }

    /// Verdicts of a full disk's making would stay when there is room again.
    @Test(.enabled(if: getuid() == 0)) func aDiskThatIsFullEndsTheRunAndClosesNoCell() throws {
        let run = try FakeRun(nil) { (command, honest) throws(LabError) in
            guard command == .finish else { return honest }
            return [.file(name: "ftrace.txt", bytes: [UInt8](repeating: 1, count: 1 << 20))] + honest
        }
        let boots = "\(run.folder.path)/boots"
        mkdir(boots, 0o755)
        guard mount("tmpfs", boots, "tmpfs", 0, "size=512k") == 0 else { return }
        defer { umount2(boots, Int32(MNT_DETACH)) }
        let error = #expect(throws: FileProblem.self) { try run.run() }
        #expect(error?.message.hasSuffix("ftrace.txt: No space left on device") == true, "\(error?.message ?? "")")
        #expect(try run.judgements().isEmpty)
        umount2(boots, Int32(MNT_DETACH))
        run.options.resumption = try Resumption(run.folder)
        #expect(run.options.resumption?.left.cellCount == 10)
    }

    @Test func everyGuestAtATimeNeedsItsRoom() throws {
        let run = try FakeRun()
        run.options.jobs = 3
        run.options.free = { _ in UInt64(DiskRoom.bytesPerBoot) * 3 - 1 }
        let error = #expect(throws: FileProblem.self) { try run.run() }
        #expect(error?.message.contains("has 143 MiB free, and 3 guests may need 144 MiB") == true)
    }

    @Test func roomIsLookedAtBeforeEachBoot() throws {
        let run = try FakeRun()
        run.options.free = { _ in UInt64(DiskRoom.bytesPerBoot) - 1 }
        let error = #expect(throws: FileProblem.self) { try run.run() }
        #expect(error?.message.contains("has 47 MiB free, and 1 guests may need 48 MiB") == true)
        #expect(error?.hint == "make room there, and go on with dmaroute run --resume \(run.folder.path)")
        #expect(run.lab.seen.specs.isEmpty)
        run.options.free = { _ in nil }
        run.options.resumption = try Resumption(run.folder)
        try run.run()
        #expect(try run.judgements().count == 10)
    }
}
