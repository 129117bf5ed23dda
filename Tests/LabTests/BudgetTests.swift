import Foundation
import TestSupport
import Testing

@testable import Lab

/// What a guest, or QEMU for it, writes without end.
@Suite struct BudgetTests {
    private func failure(
        limit: UInt64 = 1 << 20, budget: UInt64 = 1 << 22, before: (TestSupport.Scratch) throws -> Void = { _ in },
        _ write: (TestSupport.Scratch) throws -> Void
    ) throws -> LabError? {
        try withScratch { scratch in
            try scratch.write(Data(count: 2 << 20), to: "guest/initrd.img")
            let files = GuestPaths(
                folder: "\(scratch.path)/guest", channel: "\(scratch.path)/channel",
                emulatorLog: "\(scratch.path)/log/qemu.log")
            try scratch.write("", to: "log/qemu.log")
            try before(scratch)
            let watch = GuestWatch(
                guest: "g", domain: "none", files: files, limit: limit, budget: budget, cancellation: Cancellation())
            watch.start()
            usleep(100_000)
            try write(scratch)
            _ = Wait.until(Deadline(after: .seconds(2)), nil) { watch.failure != nil }
            watch.stop()
            return watch.failure
        }
    }

    /// It lies outside of the guest's folder, and had no limit.
    @Test func theEmulatorsOwnLogHasALimit() throws {
        let flood = try failure { try $0.write(Data(count: 1 << 20 + 1), to: "log/qemu.log") }
        #expect(
            flood?.kind == .flood
                && flood?.message.contains("the QEMU's log of guest g passed its limit of 1048576") == true)
    }

    @Test func allThatAnAttemptLeavesHasABudget() throws {
        let flood = try failure(limit: 1 << 30) { scratch in
            for name in ["guest/ftrace.txt", "guest/console.log", "log/qemu.log"] {
                try scratch.write(Data(count: 3 << 19), to: name)
            }
        }
        #expect(
            flood?.kind == .flood && flood?.message.contains("what guest g leaves passed its limit of 4194304") == true)
        #expect(try failure { try $0.write(Data(count: 1 << 20), to: "guest/ftrace.txt") } == nil)
    }

    /// What a machine observed of itself, and what the guest of a snapshot left.
    @Test(arguments: ["observed/ftrace.txt", "snapshot/console.log"])
    func whatLiesInFoldersOfAnAttemptIsOfItToo(name: String) throws {
        let flood = try failure(limit: 1 << 30) { try $0.write(Data(count: 5 << 20), to: "guest/\(name)") }
        #expect(flood?.message.contains("what guest g leaves passed its limit of 4194304") == true)
        let before = try failure(limit: 1 << 30, before: { try $0.write(Data(count: 3 << 20), to: "guest/\(name)") }) {
            try $0.write(Data(count: 3 << 19), to: "guest/ftrace.txt")
        }
        #expect(before?.kind == .flood, "whenever it was left")
    }
}

@Suite struct StateBaseTests {
    /// A folder of another user at /tmp/dmaroute-UID once stopped every run.
    @Test func anothersFolderIsLeftAlone() throws {
        try withScratch { scratch in
            let all = StateBase.candidates(user: 7, runtime: "/run/user/7", shared: scratch.path)
            #expect(
                all.prefix(3) == ["\(scratch.path)/dmaroute-7", "/run/user/7/dmaroute", "\(scratch.path)/dmaroute-7-1"])
            let none = StateBase.candidates(user: 7, runtime: String(repeating: "/x", count: 30), shared: scratch.path)
            #expect(
                none.count == 10 && none.prefix(2) == ["\(scratch.path)/dmaroute-7", "\(scratch.path)/dmaroute-7-1"])
            #expect(StateBase.first(of: none) == none[0])
            mkdir(none[0], 0o700)
            #expect(StateBase.first(of: none) == none[0])
            chmod(none[0], 0o755)
            #expect(StateBase.first(of: none) == none[1])
            symlink("/", none[1])
            mkdir(none[2], 0o700)
            #expect(StateBase.first(of: none) == none[2])
        }
    }
}
