import Foundation
import GuestProtocol
import Lab

/// The dialogue with one guest's agent: every question has its answer, within a limit, or an error.
struct AgentClient {
    let guest: any LabGuest
    let session: any GuestLab

    /// On the reference machine; a batch of transfers takes about a second, a trace of 8 MiB about two.
    private static let answerLimit = Duration.seconds(30)

    func hello() throws -> String {
        let report = try guest.receive(deadline: guest.bootDeadline)
        guard case .hello(let version, let release) = report else { throw unexpected(report, "hello") }
        try Codec.expect(version)
        return release
    }

    func setUp(magic: UInt64, devices: [DeviceSetup]) throws -> [DeviceReport] {
        let report = try ask(.setUp(magic: magic, devices: devices))
        guard case .ready(let reports) = report else { throw unexpected(report, "ready") }
        return reports
    }

    func map(_ orders: [MapOrder]) throws -> [MapReport] {
        let report = try ask(.map(orders))
        guard case .mapped(let reports) = report else { throw unexpected(report, "mapped") }
        return reports
    }

    func move(step: UInt16) throws -> [MoveReport] { try moved(ask(.move(step: step))) }

    func store(step: UInt16) throws -> [MoveReport] { try moved(ask(.store(step: step))) }

    func release() throws -> [ReleaseReport] {
        let report = try ask(.release)
        guard case .released(let reports) = report else { throw unexpected(report, "released") }
        return reports
    }

    func drive(_ order: DriveOrder) throws -> DriveReport {
        let report = try ask(.drive(order))
        guard case .driven(let driven) = report else { throw unexpected(report, "driven") }
        return driven
    }

    /// Ends the dialogue and writes the files that the agent sends into `folder`.
    func finish(writingFilesTo folder: String) throws {
        try guest.send(.finish, deadline: limit)
        var files = ReceivedFiles(folder: folder)
        while true {
            let report = try guest.receive(deadline: limit)
            switch report {
            case .file(let name, let bytes): try files.append(bytes, to: name)
            case .end: return
            default: throw unexpected(report, "a file or the end")
            }
        }
    }

    private func ask(_ command: Command) throws -> Report {
        try guest.send(command, deadline: limit)
        return try guest.receive(deadline: limit)
    }

    private var limit: Deadline { session.deadline(Self.answerLimit) }

    private func moved(_ report: Report) throws -> [MoveReport] {
        guard case .moved(let reports) = report else { throw unexpected(report, "moved") }
        return reports
    }

    private func unexpected(_ report: Report, _ wanted: String) -> RunnerError {
        if case .problem(let text) = report {
            return RunnerError("the guest's agent reports: \(Printable.line(text))", hint: tail)
        }
        return RunnerError("the guest's agent answered out of turn: \(wanted) was due", hint: tail)
    }

    private var tail: String { "its console ends with:\n" + guest.consoleTail }
}

/// Files that a guest sends: only names we know, and only so many bytes.
struct ReceivedFiles {
    static let names: Set<String> = [
        "ftrace.txt", "trace-stats.txt", "kmsg.txt", "facts.txt", "observed/ftrace.txt", "observed/trace-stats.txt",
        "observed/kmsg.txt", "observed/facts.txt", "observed/tracing.txt",
    ]
    static let limit = 256 << 20

    let folder: String
    private var sizes: [String: Int] = [:]

    init(folder: String) { self.folder = folder }

    mutating func append(_ bytes: [UInt8], to name: String) throws {
        guard Self.names.contains(name) else {
            throw RunnerError("the guest sends a file nobody asked for: \(Printable.line(name))")
        }
        let size = (sizes[name] ?? 0) + bytes.count
        guard size <= Self.limit else { throw RunnerError("the guest's \(name) is larger than \(Self.limit) bytes") }
        let path = folder + "/" + name
        if name.hasPrefix("observed/") {
            try FileManager.default.createDirectory(
                atPath: folder + "/observed", withIntermediateDirectories: true)
        }
        if sizes[name] == nil { _ = FileManager.default.createFile(atPath: path, contents: nil) }
        sizes[name] = size
        guard let handle = FileHandle(forWritingAtPath: path) else { throw RunnerError("cannot write \(path)") }
        defer { try? handle.close() }
        try handle.seekToEnd()
        try handle.write(contentsOf: bytes)
    }
}
