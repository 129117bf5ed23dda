/// A moment at which a wait ends, on a clock that stands still while the machine sleeps.
public struct Deadline: Hashable, Sendable {
    private let instant: SuspendingClock.Instant
    /// How long the wait was allowed to be in all; for messages.
    public let allowed: Duration

    /// Begins now; `allowed` later the deadline has passed.
    public init(after allowed: Duration) {
        self.allowed = allowed
        instant = SuspendingClock.now.advanced(by: allowed)
    }

    /// Whether the moment is over.
    public var passed: Bool { SuspendingClock.now >= instant }

    /// Never negative.
    public var remaining: Duration { max(.zero, SuspendingClock.now.duration(to: instant)) }

    /// The sooner of both.
    public func or(_ other: Deadline) -> Deadline { instant <= other.instant ? self : other }
}

extension Duration {
    /// In seconds.
    public var seconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) / 1e18
    }

    /// Such as `12.5 s`.
    var spoken: String {
        let tenths = Int64((seconds * 10).rounded())
        return "\(tenths / 10).\(abs(tenths % 10)) s"
    }
}
