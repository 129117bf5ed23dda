import Foundation
import Testing

/// The command under test: what DMAROUTE names, else the build beside these tests.
enum Tool {
    static func executable() throws -> String {
        let environment = ProcessInfo.processInfo.environment
        let beside = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let path = environment["DMAROUTE"] ?? beside.path + "/dmaroute"
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw Missing("there is no command \(path): build it with swift build, or name another by DMAROUTE")
        }
        return path
    }

    /// The folder of this source tree.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
        .path

    static func start(_ arguments: [String], in scratch: Scratch) throws -> Started {
        try Started([try executable()] + arguments, in: scratch)
    }

    /// - Parameter limit: after which the command is killed, which fails the test.
    static func run(
        _ arguments: [String], in scratch: Scratch, limit: Duration = .seconds(300)
    ) async throws -> Ended {
        try await start(arguments, in: scratch).wait(limit)
    }
}

/// How a command ended, and all it said.
struct Ended: Sendable {
    enum Exit: Equatable, Sendable {
        case code(Int32)
        case signal(Int32)
    }

    var exit: Exit
    var output: String
    var errors: String
}

/// A command that runs. What it says goes into files, so that it never waits for a reader.
final class Started: Sendable {
    private let process: Foundation.Process
    private let said: String

    init(_ command: [String], environment: [String: String] = [:], in scratch: Scratch) throws {
        said = "\(scratch.path)/said-\(UUID().uuidString.prefix(8))"
        process = Foundation.Process()
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.currentDirectoryURL = URL(fileURLWithPath: scratch.path)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try Self.file(said + ".out")
        process.standardError = try Self.file(said + ".err")
        try process.run()
    }

    var pid: Int32 { process.processIdentifier }
    var isRunning: Bool { process.isRunning }

    func send(_ signal: Int32) { kill(pid, signal) }

    /// Kills the command when the limit passes or the test is cancelled.
    func wait(_ limit: Duration) async throws -> Ended {
        let end = ContinuousClock.now + limit
        while process.isRunning {
            if ContinuousClock.now > end || Task.isCancelled {
                // What it started itself is killed with the scratch folder; waiting here would wait for that too.
                send(SIGKILL)
                throw Missing("\(process.arguments ?? []) was killed after \(limit)\n\(text(".err").suffix(2000))")
            }
            try? await Task.sleep(for: .milliseconds(20))
        }
        let status = process.terminationStatus
        return Ended(
            exit: process.terminationReason == .exit ? .code(status) : .signal(status), output: text(".out"),
            errors: text(".err"))
    }

    /// Waits until something holds, while the command runs.
    func until<Value>(_ what: String, _ find: () throws -> Value?) async throws -> Value {
        while process.isRunning {
            if let found = try find() { return found }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw Missing("the command ended before \(what)\n\(text(".err").suffix(2000))")
    }

    private func text(_ end: String) -> String {
        String(decoding: FileManager.default.contents(atPath: said + end) ?? Data(), as: UTF8.self)
    }

    private static func file(_ path: String) throws -> FileHandle {
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let handle = FileHandle(forWritingAtPath: path)
        else { throw Missing("cannot write \(path)") }
        return handle
    }
}
