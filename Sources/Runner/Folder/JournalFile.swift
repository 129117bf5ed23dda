import Foundation
public import Journal
public import Plan
import Synchronization

/// Appends events to `journal.jsonl`, one line each, from any thread.
public final class JournalFile: Sendable {
    private let handle: Mutex<FileHandle>
    /// Path of the file.
    public let path: String

    /// - Throws: where the file cannot be created.
    public init(path: String) throws {
        self.path = path
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let handle = FileHandle(forWritingAtPath: path)
        else { throw RunnerError("cannot write \(path)", hint: "choose another folder with --output") }
        self.handle = Mutex(handle)
    }

    /// Goes on behind the first `length` bytes of a journal; what is behind them goes.
    public init(path: String, after length: Int) throws {
        self.path = path
        guard let handle = FileHandle(forWritingAtPath: path) else {
            throw RunnerError("cannot write \(path)", hint: "look who it belongs to")
        }
        try handle.truncate(atOffset: UInt64(length))
        try handle.seekToEnd()
        self.handle = Mutex(handle)
    }

    /// Appends one event by one write.
    public func append(_ event: Event) throws { try append([event]) }

    /// Appends by one write, so that a kill leaves all of it, none, or a beginning that shows that it is one.
    public func append(_ events: [Event]) throws {
        try put(try events.reduce(into: Data()) { $0 += try JSONLines.line($1) })
    }

    /// Appends whole lines.
    func put(_ lines: Data) throws { try handle.withLock { try $0.write(contentsOf: lines) } }

    /// Waits until all is on the disk, where the file system can tell.
    public func sync() { handle.withLock { _ = fdatasync($0.fileDescriptor) } }

    /// Every event of a journal, oldest first.
    /// - Throws: for a journal of a newer format than this program knows, too.
    public static func read(_ path: String) throws -> [Event] {
        let text = try contents(path)
        // A run that was killed may leave half a line at the end.
        let whole = text.lastIndex(of: UInt8(ascii: "\n")).map { text[...$0] } ?? Data()
        let lines = whole.split(separator: UInt8(ascii: "\n"))
        // What a newer one says could not be understood.
        if let first = lines.first, EventName(in: first) == .runBegin { _ = try header(in: first, path) }
        return try events(lines) { "\(path):\($0 + 1)" }
    }

    /// Every event of lines.
    /// - Parameter place: where a line stands, by its number from 0.
    static func events(_ lines: [Data], _ place: @Sendable (Int) -> String) throws -> [Event] {
        // A large journal takes seconds, so all processors share it.
        let share = max(1, (lines.count + processors - 1) / processors)
        let parts = Mutex([Int: Result<[Event], any Error>]())
        DispatchQueue.concurrentPerform(iterations: processors) { part in
            let mine = (part * share)..<max(part * share, min(lines.count, (part + 1) * share))
            let events = Result { try mine.map { try event(lines[$0], place($0)) } }
            parts.withLock { $0[part] = events }
        }
        return try parts.withLock { $0 }.sorted { $0.key < $1.key }.flatMap { try $0.value.get() }
    }

    private static let processors = ProcessInfo.processInfo.activeProcessorCount

    /// A journal as a merge or a resumed run takes it.
    public static func text(_ path: String, of plan: Plan) throws -> JournalText {
        do {
            return try JournalText(contents(path), of: plan)
        } catch let problem as JournalProblem {
            throw RunnerError(
                "\(path): \(Printable.line("\(problem)"))", hint: "only what dmaroute run wrote can be used")
        }
    }

    private static func contents(_ path: String) throws -> Data {
        guard let text = try? Data(contentsOf: URL(fileURLWithPath: path)) else {
            throw RunnerError("there is no \(path)", hint: "name the folder of a run, such as runs/2026-11-22-a")
        }
        return text
    }

    /// The header of a journal, if it begins with one.
    /// - Throws: for a journal of a newer format than this program knows, too.
    public static func header(_ path: String) throws -> RunHeader? {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw RunnerError("there is no \(path)", hint: "name the folder of a run, such as runs/2026-11-22-a")
        }
        defer { try? handle.close() }
        let beginning = try handle.read(upToCount: 1 << 20) ?? Data()
        guard let end = beginning.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        return try header(in: beginning[..<end], path)
    }

    private static func header(in line: Data, _ path: String) throws -> RunHeader? {
        guard case .runBegin(let header) = try event(line, path + ":1") else { return nil }
        guard header.format <= RunHeader.newestFormat else {
            throw RunnerError(
                "\(path) has format \(header.format), and this dmaroute reads format \(RunHeader.newestFormat)",
                hint: "use the dmaroute that made it, \(Printable.line(header.dmaroute)), or a newer one")
        }
        return header
    }

    private static func event(_ line: Data, _ place: String) throws -> Event {
        do {
            return try JSONDecoder().decode(Event.self, from: Data(line))
        } catch {
            throw RunnerError("\(place): not a journal line: \(error)")
        }
    }
}
