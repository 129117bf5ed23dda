import Glibc

enum Wait {
    enum End: Hashable, Sendable {
        case met, passed, cancelled
    }

    /// Looks at `condition` until it holds; sleeps from 0.2 ms up to 20 ms between looks.
    static func until(
        _ deadline: Deadline, _ cancellation: Cancellation?, slowest: useconds_t = 20_000,
        _ condition: () -> Bool
    ) -> End {
        var pause: useconds_t = 200
        while true {
            if condition() { return .met }
            if cancellation?.isCancelled == true { return .cancelled }
            if deadline.passed { return .passed }
            usleep(pause)
            pause = min(pause * 3 / 2, slowest)
        }
    }
}
