import Foundation
import TestSupport
import Testing

@testable import Lab

/// A program that prints without end.
@Suite struct ChildOutputTests {
    private func run(_ script: String, most: Int, in scratch: TestSupport.Scratch) -> ChildProcess.End {
        ChildProcess.run(
            ["/bin/sh", "-c", script], output: "\(scratch.path)/out", errors: "\(scratch.path)/errors", most: most,
            deadline: Deadline(after: .seconds(30)), cancellation: Cancellation())
    }

    /// A node's answer of 3 GB was once taken whole.
    @Test func itIsEndedWhenItHasPrintedTooMuch() throws {
        try withScratch { scratch in
            let begin = ContinuousClock.now
            #expect(
                run("while :; do head -c 65536 /dev/zero; sleep 0.01; done", most: 1 << 20, in: scratch) == .tooMuch)
            #expect(run("while :; do echo lies >&2; done", most: 1 << 20, in: scratch) == .tooMuch)
            #expect(ContinuousClock.now - begin < .seconds(20))
            #expect(run("head -c 1000 /dev/zero", most: 1000, in: scratch) == .exited(0))
            #expect(run("head -c 1001 /dev/zero", most: 1000, in: scratch) == .tooMuch)
            #expect(run("head -c 1001 /dev/zero; exit 3", most: .max, in: scratch) == .exited(3))
        }
    }

    /// A node could once fill the disk of whoever asked it.
    @Test func itIsEndedWhereTheDiskHasNoRoomForIt() throws {
        try withScratch { scratch in
            func run(_ script: String, free: UInt64) -> ChildProcess.End {
                // What is printed takes of what is free, as on a disk.
                let room = OutputRoom(spare: 1 << 20) { folder in
                    free - min(free, SmallFile.size("\(folder)/out") ?? 0)
                }
                return ChildProcess.run(
                    ["/bin/sh", "-c", script], output: "\(scratch.path)/out", most: 1 << 30, room: room,
                    deadline: Deadline(after: .seconds(30)), cancellation: Cancellation())
            }
            let endless = "while :; do head -c 65536 /dev/zero; sleep 0.01; done"
            #expect(run(endless, free: 3 << 20) == .noRoom)
            let size = try #require(SmallFile.size("\(scratch.path)/out"))
            #expect(size > 1 << 19 && size < 2 << 20, "room for a copy is left: \(size)")
            unlink("\(scratch.path)/out")
            #expect(run("touch \(scratch.path)/ran", free: (1 << 20) - 1) == .noRoom)
            #expect(scratch.names() == [], "it is not even started")
            #expect(run("head -c 1000 /dev/zero", free: 3 << 20) == .exited(0))
        }
    }
}
