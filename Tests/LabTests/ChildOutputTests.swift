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
}
