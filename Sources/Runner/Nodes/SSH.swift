public import Lab
public import Plan

/// Commands on one node, by the system's ssh and without a terminal, a password or a question.
public struct SSH: Sendable {
    let node: NodeSpec
    let config: String?
    let cancellation: Cancellation
    /// ssh, or in tests what stands in for it.
    var program = "/usr/bin/ssh"

    public init(_ node: NodeSpec, config: String?, cancellation: Cancellation) {
        self.node = node
        self.config = config
        self.cancellation = cancellation
    }

    /// What ssh ends with itself, where it cannot reach the node or loses it.
    static let lost: Int32 = 255

    /// Runs a command of a POSIX shell there.
    /// - Parameters:
    ///   - command: for the node's shell; what in it is not ours went through ``ShellWord``.
    ///   - output: file for what it prints.
    ///   - errors: file for what it prints beside.
    ///   - most: bytes that it may print.
    /// - Returns: its exit code; ``lost`` also where it did not end in time and was ended.
    func run(
        _ command: String, input: ChildProcess.Input = .nothing, output: String, errors: String, most: Int = 1 << 20,
        limit: Duration
    ) throws -> Int32 {
        let end = ChildProcess.run(
            [program] + arguments + ["--", node.ssh, command], input: input, output: output, errors: errors,
            most: most,
            deadline: Deadline(after: limit), cancellation: cancellation)
        switch end {
        case .exited(let code): return code
        case .notStarted: throw RunnerError("ssh cannot be started", hint: "install openssh-client")
        case .tooMuch:
            throw RunnerError(
                "node \(node.name) answers with more than the \(most >> 20) MiB that it may",
                hint: "do not trust what that node says")
        case .signalled, .limit, .cancelled: return Self.lost
        }
    }

    private var arguments: [String] {
        (config.map { ["-F", $0] } ?? []) + [
            "-T", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10", "-o", "ServerAliveInterval=5", "-o",
            "ServerAliveCountMax=3", "-o", "ForwardAgent=no", "-o", "ForwardX11=no", "-o", "ClearAllForwardings=yes",
        ]
    }
}
