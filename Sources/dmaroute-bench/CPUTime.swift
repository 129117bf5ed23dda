import Glibc

/// Processor time, in seconds.
enum CPUTime {
    /// The calling thread's.
    static func now() -> Double { read(CLOCK_THREAD_CPUTIME_ID) }

    static func ofProcess() -> Double { read(CLOCK_PROCESS_CPUTIME_ID) }

    private static func read(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// The least of `rounds` measurements, in seconds: what others do to the caches only ever adds to it.
    static func least(of rounds: Int, _ body: () -> Void) -> Double {
        (0..<rounds).map { _ in
            let begin = now()
            body()
            return now() - begin
        }.min() ?? .infinity
    }
}

/// Keeps a result from being found useless and its computation left out.
@inline(never)
func keep(_ value: some Any) { withExtendedLifetime(value) {} }
