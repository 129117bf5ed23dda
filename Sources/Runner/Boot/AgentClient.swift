import Printing
import Files
import Foundation
import GuestProtocol
import Lab

/// The dialogue with one guest's agent: every question has its answer, within a limit, or an error.
struct AgentClient {
    let guest: any LabGuest
    let session: any GuestLab
    /// When all must be over.
    let end: Deadline

    func hello() throws -> String {
        let report = try guest.receive(deadline: guest.bootDeadline.or(end))
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
        let limit = session.deadline(ConversationLimits.files).or(end)
        try guest.send(.finish, deadline: limit)
        var files = ReceivedFiles(folder: folder)
        while true {
            let report = try guest.receive(deadline: limit)
            // A guest that always has one more piece would never be waited for.
            guard !limit.passed || report == .end else {
                throw RunnerError(
                    "the guest's agent sent its files for \(limit.allowed) and did not end", hint: tail)
            }
            switch report {
            case .file(let name, let bytes): try files.append(bytes, to: name)
            case .end: return
            default: throw unexpected(report, "a file or the end")
            }
        }
    }

    private func ask(_ command: Command) throws -> Report {
        let limit = limit
        try guest.send(command, deadline: limit)
        return try guest.receive(deadline: limit)
    }

    private var limit: Deadline { session.deadline(ConversationLimits.answer).or(end) }

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
    /// Bytes of one file.
    static let limit = 256 << 20
    /// Bytes of all of them.
    static let most = AttemptBudget.bytes

    let folder: String
    private var files: [String: GrowingFile] = [:]
    private var sizes: [String: Int] = [:]

    init(folder: String) { self.folder = folder }

    mutating func append(_ bytes: [UInt8], to name: String) throws {
        guard Self.names.contains(name) else {
            throw RunnerError("the guest sends a file nobody asked for: \(Printable.line(name))")
        }
        let size = (sizes[name] ?? 0) + bytes.count
        guard size <= Self.limit else { throw RunnerError("the guest's \(name) is larger than \(Self.limit) bytes") }
        guard sizes.values.reduce(bytes.count, +) <= Self.most else {
            throw RunnerError("the guest's files are together larger than \(Self.most) bytes")
        }
        let path = folder + "/" + name
        if name.hasPrefix("observed/") { _ = try Folder(folder).making("observed") }
        let file = try files[name] ?? GrowingFile(new: path)
        files[name] = file
        sizes[name] = size
        try file.append(Data(bytes))
    }
}
