import Foundation
import Testing

@testable import Lab

@Suite struct WaitTests {
    @Test func aWaitEndsAtItsDeadlineAndNotBefore() {
        let begin = SuspendingClock.now
        #expect(Wait.until(Deadline(after: .milliseconds(80)), nil) { false } == .passed)
        let took = SuspendingClock.now - begin
        #expect(took >= .milliseconds(80))
        #expect(took < .seconds(5))
    }

    @Test func aConditionThatHoldsWinsOverAPassedDeadline() {
        #expect(Wait.until(Deadline(after: .zero), nil) { true } == .met)
    }

    @Test func cancellationFromAnotherThreadEndsAWait() {
        let cancellation = Cancellation()
        Thread.detachNewThread {
            usleep(30_000)
            cancellation.cancel()
        }
        let begin = SuspendingClock.now
        #expect(Wait.until(Deadline(after: .seconds(30)), cancellation) { false } == .cancelled)
        #expect(SuspendingClock.now - begin < .seconds(5))
    }

    @Test func theSoonerOfTwoDeadlinesCounts() {
        let (near, far) = (Deadline(after: .seconds(1)), Deadline(after: .seconds(50)))
        #expect(near.or(far) == near)
        #expect(far.or(near) == near)
        #expect(far.remaining > .seconds(40))
        #expect(Deadline(after: .zero).remaining == .zero)
    }

    @Test(arguments: [(6, 2, 2, 1.0), (12, 2, 2, 2.0), (6, 2, 4, 2.0), (1, 64, 1, 1.0), (60_000, 1, 8, 20.0)])
    func limitsStretchWithASlowNodeAndShrinkNever(_ milliseconds: Int, _ cores: Int, _ guests: Int, _ factor: Double) {
        #expect(Slowdown(measured: .milliseconds(milliseconds), cores: cores, guestsAtOnce: guests).factor == factor)
    }
}
