import Foundation
public import Journal
public import Plan

/// What a run that was ended early left, and so what is left to do.
public struct Resumption: Sendable {
    /// What the run is about.
    public let work: RunWork
    /// What the run was made with; nil where it was killed before it wrote that.
    public let header: RunHeader?
    /// The boots with a cell that has no verdict.
    public let left: Plan
    /// Whether the run came to its end.
    public let isEnded: Bool
    /// Bytes of the journal that count.
    public let length: Int
    private let text: JournalText
    private let ended: [String: Int]
    private let attempts: [String: Int]

    /// Reads plan, part and journal of a run; where the run was killed before it made a journal, makes an empty one.
    public init(_ folder: RunFolder) throws {
        work = try folder.readWork()
        // Killed before it wrote one.
        if !RunFolder.isFile(folder.journal) { _ = try JournalFile(path: folder.journal) }
        text = try JournalFile.text(folder.journal, of: work.plan)
        let closed = text.closed
        left = work.plan.keeping(
            boots: Set(
                work.own.boots.filter { boot in !boot.cells.allSatisfy { closed.contains($0.id) } }.map(\.key)))
        header = text.header
        isEnded = text.isEnded
        length = text.length
        ended = text.ended.mapValues(\.attempt)
        attempts = text.attempts
    }

    /// Holds the run against what its maker was given to do.
    /// - Parameters:
    ///   - boots: keys of the boots.
    ///   - given: SHA-256 of the file that named them.
    /// - Throws: `RunnerError` where it is another run, or about other boots.
    func expect(_ boots: Set<String>, given: String, in folder: RunFolder) throws {
        guard work.part == boots else {
            throw RunnerError("\(folder.path) is not about the \(boots.count) boots that were given")
        }
        for case .runBegin(let header) in text.lines.map(\.event) where header.given != given {
            throw RunnerError("\(folder.path) was made for another order than the one that was given")
        }
        try folder.expect(text, toBeOf: boots)
    }

    /// What of the journal counts; nil where it does not begin with the run.
    public func log(named name: String) throws -> RunLog? {
        let events = try JournalFile.events(text.lines.map(\.bytes)) { "line \($0 + 1) of the journal in \(name)" }
        return RunLog(name: name, plan: work.plan, events: events)
    }

    /// The attempt at a boot that came to its end, and whose evidence only wants judging.
    func ended(_ boot: PlannedBoot) -> Int? { ended[boot.key] }

    /// The highest number of an attempt that was begun.
    func attempts(_ boot: PlannedBoot) -> Int { attempts[boot.key] ?? 0 }
}
