import Glibc

/// A short-lived program with a time limit.
enum ChildProcess {
    enum End: Hashable, Sendable {
        case exited(Int32)
        case signalled(Int32)
        /// It was killed when its time was up.
        case limit
        /// It was killed because the user wants out.
        case cancelled
        /// It never ran; an errno.
        case notStarted(Int32)
    }

    /// Runs `arguments` with no input and what it prints in the file `output`.
    static func run(
        _ arguments: [String], output: String, deadline: Deadline, cancellation: Cancellation
    ) -> End {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A group of its own: what it starts dies with it, and Ctrl-C at the terminal does not reach it.
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        var words = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var pid = pid_t()
        let refused = posix_spawn(&pid, arguments.first ?? "", &actions, &attributes, &words, environ)
        guard refused == 0 else { return .notStarted(refused) }
        return wait(for: pid, deadline, cancellation)
    }

    private static func wait(for pid: pid_t, _ deadline: Deadline, _ cancellation: Cancellation) -> End {
        var status: Int32 = 0
        let end = Wait.until(deadline, cancellation) { waitpid(pid, &status, WNOHANG) != 0 }
        if end == .met {
            return status & 0x7f == 0 ? .exited(status >> 8 & 0xff) : .signalled(status & 0x7f)
        }
        kill(-pid, SIGKILL)
        kill(pid, SIGKILL)
        // Bounded: a process stuck in the kernel cannot be waited for.
        _ = Wait.until(Deadline(after: .seconds(5)), nil) { waitpid(pid, &status, WNOHANG) != 0 }
        return end == .cancelled ? .cancelled : .limit
    }
}
