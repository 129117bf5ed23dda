import GuestProtocol

/// The agent's life: hello, commands, files, end.
struct AgentLoop {
    private var channel: AgentChannel
    private var session: Session
    private let options: BootOptions
    private let system: any SystemCalls
    private let patience: Int

    init(options: BootOptions, channel: AgentChannel, _ system: any SystemCalls) throws(Problem) {
        self.options = options
        self.system = system
        patience = options.idleSeconds
        self.channel = channel
        session = try Session(options: options, system)
    }

    /// Ends when the harness said so, or said nothing for too long, or cannot be understood. Every command has one
    /// answer: its report, or a problem.
    /// - Parameter problems: what went wrong before; told behind the hello.
    mutating func run(problems: [Problem]) throws(Problem) {
        let release = system.text("/proc/sys/kernel/osrelease") ?? "unknown"
        try channel.send(.hello(version: Codec.version, release: release))
        for problem in problems { try channel.send(.problem(problem.text)) }
        do throws(Problem) {
            while let command = try channel.receive(seconds: patience) {
                if command == .finish { return try finish() }
                try channel.send(answer(command))
            }
            try channel.send(.problem("no command for \(patience) s; the guest ends"))
        } catch {
            try channel.send(.problem("\(error.text); the guest ends"))
        }
    }

    private mutating func answer(_ command: Command) -> Report {
        do throws(Problem) {
            return switch command {
            case .setUp(let magic, let devices): try session.setUp(magic: magic, devices: devices)
            case .map(let orders): try session.map(orders)
            case .move(let step): try session.move(step: step)
            case .store(let step): try session.store(step: step)
            case .release: try session.release()
            case .drive(let order): try session.drive(order)
            case .finish: .end
            }
        } catch {
            return .problem(error.text)
        }
    }

    /// A file that cannot be had is a problem; the others are sent all the same.
    private mutating func finish() throws(Problem) {
        let observed = try session.finish()
        if let tracing = session.tracing {
            do throws(Problem) {
                try channel.send(file: "ftrace.txt", path: tracing.path)
            } catch {
                try channel.send(.problem(error.text))
            }
            try channel.send(file: "trace-stats.txt", bytes: Array(tracing.stats().utf8))
        }
        do throws(Problem) {
            try channel.send(file: "kmsg.txt", bytes: try KernelLog.whole(system))
        } catch {
            try channel.send(.problem(error.text))
        }
        for file in observed {
            if let path = file.path {
                try channel.send(file: file.name, path: path)
            } else {
                try channel.send(file: file.name, bytes: Array(file.text.utf8))
            }
        }
        try channel.send(file: "facts.txt", bytes: Array(session.facts().text.utf8))
        try channel.send(.end)
    }
}
