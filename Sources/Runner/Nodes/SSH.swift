import Glibc
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
    ///   - room: what its output must leave of the disk here.
    /// - Returns: its exit code; ``lost`` also where it did not end in time and was ended.
    func run(
        _ command: String, input: ChildProcess.Input = .nothing, output: String, errors: String, most: Int = 1 << 20,
        room: OutputRoom? = nil, limit: Duration
    ) throws -> Int32 {
        guard access(program, X_OK) == 0 else { throw Self.missing }
        let end = ChildProcess.run(
            Self.tied + [program] + arguments + ["--", node.ssh, command], input: input, output: output, errors: errors,
            most: most, room: room,
            deadline: Deadline(after: limit), cancellation: cancellation)
        switch end {
        case .exited(let code): return code
        case .notStarted: throw Self.missing
        case .noRoom:
            throw RunnerError(
                "the disk of \(output) has no room for what node \(node.name) sends",
                hint: "make room there, or set TMPDIR to a folder on another disk")
        case .tooMuch:
            throw RunnerError(
                "node \(node.name) answers with more than the \(most >> 20) MiB that it may",
                hint: "do not trust what that node says")
        case .signalled, .limit, .cancelled: return Self.lost
        }
    }

    private static let missing = RunnerError("ssh cannot be started", hint: "install openssh-client")

    /// What has a program end with the thread that started it, and so with a process that is killed: ssh to a node that hangs
    /// would wait for ever.
    private static let tied: [String] = {
        let program = "/usr/bin/setpriv"
        return access(program, X_OK) == 0 ? [program, "--pdeathsig", "KILL", "--"] : []
    }()

    private var arguments: [String] {
        (config.map { ["-F", $0] } ?? []) + [
            "-T", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10", "-o", "ServerAliveInterval=5", "-o",
            "ServerAliveCountMax=3", "-o", "ForwardAgent=no", "-o", "ForwardX11=no", "-o", "ClearAllForwardings=yes",
        ]
    }
}
