/// How a guest's clock lies to the node's: what happens in a guest between a question and its answer happens between the
/// two on the node's clock as well, so that each such pair bounds the one unknown, the difference of the clocks.
///
/// All times are nanoseconds.
struct ClockJoin {
    /// What is added to the guest's time, at least and at most; nil before anything bounds it.
    private(set) var range: ClosedRange<Int64>?
    /// No one difference satisfies all bounds: the clocks do not run alike.
    private(set) var isBroken = false

    /// - Parameters:
    ///   - guest: first and last time by the guest's clock of what happened during the question.
    ///   - node: from before the question to after its answer.
    mutating func bound(guest: ClosedRange<Int64>, node: ClosedRange<Int64>) {
        let low = node.lowerBound.subtractingReportingOverflow(guest.lowerBound)
        let high = node.upperBound.subtractingReportingOverflow(guest.upperBound)
        guard !low.overflow, !high.overflow, low.partialValue <= high.partialValue else {
            isBroken = true
            return
        }
        let bounds = low.partialValue...high.partialValue
        guard let known = range else {
            range = bounds
            return
        }
        if known.overlaps(bounds) { range = known.clamped(to: bounds) } else { isBroken = true }
    }

    /// The middle of what is possible, and how far from it the truth can be; nil where the clocks cannot be joined.
    var offset: (nanoseconds: Int64, error: Int64)? {
        guard let range, !isBroken else { return nil }
        let half = range.upperBound.subtractingReportingOverflow(range.lowerBound).partialValue / 2
        return (range.lowerBound &+ half, half)
    }
}
