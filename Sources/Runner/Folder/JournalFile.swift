import Printing
import Files
import Foundation
public import Journal
public import Plan
import Synchronization

/// Appends events to `journal.jsonl`, one line each, from any thread.
public final class JournalFile: Sendable {
    private let file: GrowingFile
    private let syncing: @Sendable (GrowingFile) -> Void
    /// Path of the file.
    public var path: String { file.path }

    /// - Throws: where the file cannot be created.
    public convenience init(path: String) throws { try self.init(path: path) { $0.sync() } }

    /// - Parameter syncing: waits until all of the file is on the disk.
    init(path: String, syncing: @escaping @Sendable (GrowingFile) -> Void) throws {
        self.syncing = syncing
        do throws(FileProblem) {
            file = try GrowingFile(new: path)
        } catch {
            throw RunnerError(error.message, hint: "choose another folder with --output")
        }
    }

    /// Goes on behind the first `length` bytes of a journal; what is behind them goes.
    public init(path: String, after length: Int) throws {
        syncing = { $0.sync() }
        do throws(FileProblem) {
            file = try GrowingFile(path, after: length)
        } catch {
            throw RunnerError(error.message, hint: "look who it belongs to")
        }
    }

    /// Appends one event by one write.
    public func append(_ event: Event) throws { try append([event]) }

    /// Appends by one write, so that a kill leaves all of it, none, or a beginning that shows that it is one, and a full
    /// disk none.
    public func append(_ events: [Event]) throws {
        try put(try events.reduce(into: Data()) { $0 += try JSONLines.line($1) })
    }

    /// Appends whole lines.
    func put(_ lines: Data) throws { try file.append(lines) }

    /// Waits until all is on the disk, where the file system can tell.
    public func sync() { syncing(file) }

    /// Every event of a journal, oldest first.
    /// - Parameter limit: bytes that the journal may have; nil: as many as any journal.
    /// - Throws: for a journal of a newer format than this program knows, too.
    public static func read(_ path: String, limit: Int? = nil) throws -> [Event] {
        let text = try contents(path, limit: limit ?? RunLimits.most)
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
            return try JournalText(contents(path, limit: RunLimits(plan).journal), of: plan)
        } catch let problem as JournalProblem {
            throw RunnerError(
                "\(path): \(Printable.line("\(problem)"))", hint: "only what dmaroute run wrote can be used")
        }
    }

    static func contents(_ path: String, limit: Int) throws -> Data {
        do throws(FileProblem) {
            return try RegularFile.read(path, limit: limit)
        } catch {
            throw missing(path, error)
        }
    }

    /// The header of a journal, if it begins with one.
    /// - Throws: for a journal of a newer format than this program knows, too.
    public static func header(_ path: String) throws -> RunHeader? {
        let beginning: Data
        do throws(FileProblem) {
            beginning = try RegularFile.beginning(path, limit: JournalLine.longest).bytes
        } catch {
            throw missing(path, error)
        }
        guard let end = beginning.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        return try header(in: beginning[..<end], path)
    }

    private static func missing(_ path: String, _ problem: FileProblem) -> RunnerError {
        RunnerError(
            problem.number == ENOENT ? "there is no \(path)" : problem.message,
            hint: "name the folder of a run, such as runs/2026-11-22-a")
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
            try JournalLine.check(line)
            return try JSONDecoder().decode(Event.self, from: Data(line))
        } catch {
            throw RunnerError("\(place): not a journal line: \(error)")
        }
    }
}
