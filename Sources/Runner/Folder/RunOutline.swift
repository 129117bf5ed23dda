import Digests
public import Foundation
public import Journal
public import RouteModel
public import Verdict

/// What a run came to, without its proofs and observations: a tenth of the time that ``RunRecord`` takes.
public struct RunOutline: Sendable {
    public struct Cell: Sendable {
        public var id: String
        public var verdict: Verdict
        public var route: Route?
        /// The first reason, or the cause where there is none.
        public var why: String?
        public var attempts: Int
    }

    public struct Attempt: Sendable {
        public var boot: String
        public var number: Int
        /// nil for an attempt that failed.
        public var milliseconds: Int?
        /// nil for one that came to its end.
        public var failure: String?
    }

    public let folder: RunFolder
    public let header: RunHeader
    /// When it began: as its journal notes, or else when its plan was written.
    public let begun: String
    /// One text for one run, wherever its folder lies and however far the run has come.
    public let identity: String
    /// How long its journal is.
    public let bytes: Int
    public var cells: [Cell] = []
    public var attempts: [Attempt] = []
    /// nil for a run that goes on or was cut off.
    public var exit: Int32?

    public init(_ folder: RunFolder) throws {
        guard let header = try JournalFile.header(folder.journal) else {
            throw RunnerError(
                "\(folder.journal) does not begin with the run", hint: "name the folder of a run that has begun")
        }
        let journal: Data
        do {
            journal = try Data(contentsOf: URL(fileURLWithPath: folder.journal), options: .mappedIfSafe)
        } catch {
            throw RunnerError("cannot read \(folder.journal): \(error)")
        }
        self.folder = folder
        self.header = header
        bytes = journal.count
        // Before runs noted when they began, two could begin alike.
        identity = header.time == nil ? Digest(of: journal).hex : Digest(of: journal.prefix { $0 != 0x0a }).hex
        begun = header.time ?? Self.written(folder.plan)
        let decoder = JSONDecoder()
        var number = 0
        // A run that was killed may leave half a line at the end.
        for line in JournalLines(journal) {
            number += 1
            do {
                try take(line, decoder)
            } catch {
                throw RunnerError("\(folder.journal):\(number): not a journal line: \(error)")
            }
        }
    }

    private mutating func take(_ line: JournalLines.Line, _ decoder: JSONDecoder) throws {
        switch line.event {
        case .cell:
            let cell = try decoder.decode(CellLine.self, from: line.bytes)
            cells.append(
                Cell(
                    id: cell.cell, verdict: cell.verdict, route: cell.route, why: cell.reason?.first ?? cell.cause,
                    attempts: cell.attempts))
        case .bootEnd:
            let end = try decoder.decode(AttemptLine.self, from: line.bytes)
            attempts.append(Attempt(boot: end.boot, number: end.attempt, milliseconds: end.milliseconds))
        case .attemptFailed:
            let end = try decoder.decode(AttemptLine.self, from: line.bytes)
            attempts.append(Attempt(boot: end.boot, number: end.attempt, failure: end.reason ?? ""))
        case .runEnd: exit = try decoder.decode(EndLine.self, from: line.bytes).exit
        case nil: break
        }
    }

    private struct CellLine: Decodable {
        var cell: String
        var verdict: Verdict
        var route: Route?
        var reason: [String]?
        var cause: String?
        var attempts: Int
    }

    private struct AttemptLine: Decodable {
        var boot: String
        var attempt: Int
        var milliseconds: Int?
        var reason: String?
    }

    private struct EndLine: Decodable { var exit: Int32 }

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
