import Glibc

/// A program with a time limit. Foundation's own takes one that closes what it inherited, as ssh does, for ended.
public enum ChildProcess {
    /// What a program reads.
    public enum Input: Hashable, Sendable {
        case nothing
        case file(String)
        /// A pipe that says nothing, and ends when the program is to end; it gets ten seconds for that.
        case held
    }

    /// How a program ended.
    public enum End: Hashable, Sendable {
        case exited(Int32)
        case signalled(Int32)
        /// It was killed when its time was up.
        case limit
        /// It was killed because the user wants out.
        case cancelled
        /// It was killed because it printed more than it may.
        case tooMuch
        /// It was killed because the disk of its output had no more room for that, or not started for it.
        case noRoom
        /// It never ran; an errno.
        case notStarted(Int32)
    }

    /// Runs a program to its end.
    /// - Parameters:
    ///   - arguments: the program's absolute path first.
    ///   - output: file for what it prints.
    ///   - errors: file for what it prints beside; nil: the same.
    ///   - most: bytes that it may print into either file; looked at every 20 ms.
    ///   - room: of the disk of `output`; nil: as much as there is.
    public static func run(
        _ arguments: [String], input: Input = .nothing, output: String, errors: String? = nil, most: Int = .max,
        room: OutputRoom? = nil, deadline: Deadline, cancellation: Cancellation
    ) -> End {
        if let room, room.isShort(of: output) { return .noRoom }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        var pipe: (read: Int32, write: Int32)?
        defer { if let pipe { close(pipe.write) } }
        switch input {
        case .nothing: posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        case .file(let path): posix_spawn_file_actions_addopen(&actions, 0, path, O_RDONLY, 0)
        case .held:
            var ends: [Int32] = [-1, -1]
            guard Glibc.pipe(&ends) == 0 else { return .notStarted(errno) }
            pipe = (ends[0], ends[1])
            // No other child may hold it open.
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
        }
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        if let errors {
            posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        } else {
            posix_spawn_file_actions_adddup2(&actions, 1, 2)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A group of its own: what it starts dies with it, and Ctrl-C at the terminal does not reach it.
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        var words = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var pid = pid_t()
        let refused = posix_spawn(&pid, arguments.first ?? "", &actions, &attributes, &words, environ)
        if let pipe { close(pipe.read) }
        guard refused == 0 else { return .notStarted(refused) }
        let printed = most == .max ? [] : [output, errors].compactMap { $0 }
        return wait(for: pid, deadline, cancellation, isHeld: pipe != nil) {
            if printed.contains(where: { (SmallFile.size($0) ?? 0) > UInt64(most) }) { return .tooMuch }
            return room?.isShort(of: output) == true ? .noRoom : nil
        } release: {
            guard let held = pipe else { return }
            close(held.write)
            pipe = nil
        }
    }

    /// - Parameters:
    ///   - flood: what the program ends with for what it has printed; nil where it may go on.
    ///   - release: ends the input of a program that is to end for that.
    private static func wait(
        for pid: pid_t, _ deadline: Deadline, _ cancellation: Cancellation, isHeld: Bool, flood: () -> End?,
        release: () -> Void
    ) -> End {
        var status: Int32 = 0
        var isOver = false
        func hasEnded() -> Bool {
            if !isOver { isOver = waitpid(pid, &status, WNOHANG) != 0 }
            return isOver
        }
        let end = Wait.until(deadline, cancellation) { hasEnded() || flood() != nil }
        let floods = flood()
        guard !isOver else {
            if let floods { return floods }
            return status & 0x7f == 0 ? .exited(status >> 8 & 0xff) : .signalled(status & 0x7f)
        }
        release()
        let patience = Deadline(after: isHeld && floods == nil ? .seconds(10) : .zero)
        if Wait.until(patience, nil, hasEnded) != .met {
            kill(-pid, SIGKILL)
            kill(pid, SIGKILL)
            // Bounded: a process stuck in the kernel cannot be waited for.
            _ = Wait.until(Deadline(after: .seconds(5)), nil, hasEnded)
        }
        return floods ?? (end == .cancelled ? .cancelled : .limit)
    }
}
