import Glibc

/// By how much this node, as it is loaded now, is slower than the one that the time limits were measured on.
public struct Slowdown: Hashable, Sendable {
    /// What every limit is multiplied with; from 1 to ``largest``.
    public var factor: Double
    /// Time of the fixed piece of work.
    public var measured: Duration
    /// Number of processors that are online.
    public var cores: Int
    /// Number of guests that are to run side by side, which share those processors.
    public var guestsAtOnce: Int

    /// A node that needs more than this runs nothing useful.
    public static let largest = 20.0
    static let reference: Duration = .milliseconds(6)

    /// Takes some 6 ms of one core.
    public static func measure(guestsAtOnce: Int) -> Slowdown {
        let clock = SuspendingClock()
        let time = clock.measure(work)
        return Slowdown(measured: time, cores: Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))), guestsAtOnce: guestsAtOnce)
    }

    init(measured: Duration, cores: Int, guestsAtOnce: Int) {
        self.measured = measured
        self.cores = cores
        self.guestsAtOnce = guestsAtOnce
        let speed = max(1, measured / Self.reference)
        let share = max(1, Double(guestsAtOnce) / Double(max(1, cores)))
        factor = min(Self.largest, speed * share)
    }

    /// In libc, so that a debug build of the harness measures the same as a release build.
    private static func work() {
        let digits = "0." + String(repeating: "8675309", count: 100) + "e-200"
        var sum = 0.0
        for _ in 0..<rounds { sum += strtod(digits, nil) }
        // Keeps the work from being found useless and left out.
        if sum.isNaN { usleep(1) }
    }

    private static let rounds = 3000
}
