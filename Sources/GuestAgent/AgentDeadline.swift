import Glibc

/// A moment after which waiting is given up.
struct AgentDeadline {
    private let begin = Self.milliseconds()
    private let end: Int

    init(seconds: Int) {
        end = begin + seconds * 1000
    }

    var hasPassed: Bool { Self.milliseconds() >= end }

    /// Sleeps, so that waiting costs an emulated processor little: a tenth of what was waited so far, from 1 ms to 4 ms.
    /// - Returns: false once the moment has passed.
    func pause() -> Bool {
        pause(milliseconds: min(4, max(1, (Self.milliseconds() - begin) / 10)))
    }

    /// - Returns: false, without sleeping, once the moment has passed.
    func pause(milliseconds: Int) -> Bool {
        guard !hasPassed else { return false }
        usleep(UInt32(clamping: milliseconds) * 1000)
        return true
    }

    private static func milliseconds() -> Int {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return now.tv_sec * 1000 + now.tv_nsec / 1_000_000
    }
}
