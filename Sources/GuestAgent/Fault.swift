import Glibc

/// A way in which a guest breaks on purpose.
enum Fault: String {
    /// Does nothing for ever.
    case hang
    /// Ends the first process, which the kernel does not survive (kernel/exit.c, do_exit()).
    case panic
    /// Writes to the console without an end.
    case flood

    func happen() -> Never {
        let words = "dmaroute-agent: \(rawValue) was asked for\n"
        repeat { _ = write(STDERR_FILENO, words, words.utf8.count) } while self == .flood
        if self == .panic { _exit(1) }
        while true { pause() }
    }
}
