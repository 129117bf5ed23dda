import Glibc

/// `dmaroute-observe`, started in a guest to watch it as it would any machine, beside the agent's own tracing.
struct ObserverProcess {
    static let executable = "/dmaroute-observe"
    static let folder = "/tmp/observed"

    /// Seconds until it must have armed its tracing, and until it must have ended after SIGTERM; an emulated processor on
    /// a busy node takes two.
    private static let patience = 30

    private let system: any SystemCalls
    private let executable: String
    private let folder: String
    private let process: pid_t
    private let before: String

    /// Returns when it traces.
    /// - Parameters:
    ///   - executable: the observer.
    ///   - folder: that it is to make.
    init(
        seconds: Int, executable: String = Self.executable, folder: String = Self.folder, _ system: any SystemCalls
    ) throws(Problem) {
        self.system = system
        self.executable = executable
        self.folder = folder
        before = Self.tracingState(system)
        let words = [executable, "--seconds", "\(seconds)", folder]
        var arguments = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process: pid_t = 0
        let failure = posix_spawn(&process, executable, nil, nil, &arguments, nil)
        guard failure == 0 else { throw Problem("start \(executable)", errno: failure) }
        self.process = process
        let deadline = AgentDeadline(seconds: Self.patience, system)
        while (system.text("\(folder)/facts.txt") ?? "").isEmpty {
            guard deadline.pause() else { throw Problem("\(executable) does not trace") }
        }
    }

    /// Ends it by SIGTERM, if it has not ended by itself.
    /// - Returns: its files, with how it ended and what of the guest's tracing was before and is after it.
    func end() throws(Problem) -> [(name: String, path: String?, text: String)] {
        kill(process, SIGTERM)
        let deadline = AgentDeadline(seconds: Self.patience, system)
        var status: Int32 = 0
        while waitpid(process, &status, WNOHANG) == 0 {
            guard deadline.pause() else { throw Problem("\(executable) does not end") }
        }
        let state =
            "exit \(status >> 8 & 0xff) signal \(status & 0x7f)\nbefore\n\(before)after\n\(Self.tracingState(system))"
        return EvidenceFolder.names.map { ("observed/\($0)", "\(folder)/\($0)", "") }
            + [("observed/tracing.txt", nil, state)]
    }

    /// All that an observer could leave behind: instances, kprobes, events that are on, whether the guest traces.
    private static func tracingState(_ system: any SystemCalls) -> String {
        let folder = Mounts.tracing
        return system.names(in: "\(folder)/instances").map { "instance \($0)\n" }.joined()
            + ["kprobe_events", "set_event", "tracing_on", "buffer_size_kb", "options/hash-ptr"].map { file in
                "\(file)\n\(system.text("\(folder)/\(file)") ?? "unreadable")\n"
            }.joined()
    }
}
