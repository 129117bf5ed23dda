import Digests
public import Foundation
public import Journal

/// What a run came to, without its proofs and observations: a tenth of the time that a whole reading takes.
public struct RunOutline: Sendable {
    /// An attempt at a boot that came to its end or failed.
    public struct Attempt: Sendable {
        /// Key of the boot, 64 hexadecimal digits.
        public var boot: String
        /// Number of the attempt among those at the boot, from 1.
        public var number: Int
        /// nil for an attempt that failed.
        public var milliseconds: Int?
        /// nil for one that came to its end.
        public var failure: String?
    }

    /// The folder that the run was read from.
    public let folder: RunFolder
    /// What the run was made with, as its journal begins.
    public let header: RunHeader
    /// When it began: as its journal notes, or else when its plan was written.
    public let begun: String
    /// One text for one run, wherever its folder lies and however far the run has come.
    public let identity: String
    /// How long its journal is.
    public let bytes: Int
    /// Cells that have their verdict, in the journal's order.
    public var cells: [ClosedCell] = []
    /// Attempts that are over, in the journal's order.
    public var attempts: [Attempt] = []
    /// nil for a run that goes on or was cut off.
    public var exit: Int32?

    /// Reads the journal once, and decodes those of its lines alone that an outline needs.
    /// - Throws: `RunnerError` where the journal does not begin with the run, or a line is none of a journal.
    public init(_ folder: RunFolder) throws {
        guard let header = try JournalFile.header(folder.journal) else {
            throw RunnerError(
                "\(folder.journal) does not begin with the run", hint: "name the folder of a run that has begun")
        }
        let journal = try JournalFile.contents(folder.journal, limit: RunLimits(folder).journal)
        self.folder = folder
        self.header = header
        bytes = journal.count
        // Before runs noted when they began, two could begin alike.
        identity = header.time == nil ? Digest(of: journal).hex : Digest(of: journal.prefix { $0 != 0x0a }).hex
        begun = header.time ?? Self.written(folder.plan)
        let decoder = JSONDecoder()
        for (number, line) in zip(1..., JournalLines(journal)) where Self.tells(line) {
            do {
                take(try JournalLine(line, decoder))
            } catch {
                throw RunnerError("\(folder.journal):\(number): not a journal line: \(error)")
            }
        }
    }

    /// Whether an outline needs the line: to decode all of them is what costs.
    private static func tells(_ line: Data) -> Bool {
        switch EventName(in: line) {
        case .cell, .bootEnd, .attemptFailed, .runEnd: true
        case .runBegin, .bootBegin, .observation, nil: false
        }
    }

    private mutating func take(_ line: JournalLine) {
        switch line.event {
        case .cell: if let closed = line.closed { cells.append(closed) }
        case .bootEnd(let boot, let attempt, let milliseconds):
            attempts.append(Attempt(boot: boot, number: attempt, milliseconds: milliseconds))
        case .attemptFailed(let boot, let attempt, let reason):
            attempts.append(Attempt(boot: boot, number: attempt, failure: reason))
        case .runEnd(let exit, _, _): self.exit = exit
        case .runBegin, .bootBegin, .observation: break
        }
    }

    /// A plan is written once, when the run begins.
    private static func written(_ plan: String) -> String {
        let date = try? FileManager.default.attributesOfItem(atPath: plan)[.modificationDate] as? Date
        return (date ?? Date(timeIntervalSince1970: 0)).rfc3339
    }
}

extension Date {
    /// `2026-11-22T03:00:07.125Z`.
    public var rfc3339: String {
        formatted(
            .iso8601.year().month().day().timeZone(separator: .omitted).time(includingFractionalSeconds: true)
                .timeSeparator(.colon))
    }
}
