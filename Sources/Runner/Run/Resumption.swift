import Foundation
public import Journal
public import Plan

/// What a run that was ended early left, and so what is left to do.
public struct Resumption: Sendable {
    public let header: RunHeader?
    /// The boots with a cell that has no verdict.
    public let left: Plan
    /// Whether the run came to its end.
    public let isEnded: Bool
    /// Bytes of the journal that count.
    public let length: Int
    private let ended: [String: Int]
    private let attempts: [String: Int]

    public init(_ folder: RunFolder) throws {
        let plan = try folder.readPlan()
        // Killed before it wrote one.
        if !RunFolder.isFile(folder.journal) { _ = try JournalFile(path: folder.journal) }
        let text = try JournalFile.text(folder.journal, of: plan)
        let closed = text.closed
        let work = try folder.readPart() ?? Set(plan.boots.map(\.key))
        left = plan.keeping(
            boots: Set(
                plan.boots.filter { boot in
                    work.contains(boot.key) && !boot.cells.allSatisfy { closed.contains($0.id) }
                }.map(\.key)))
        header = text.header
        isEnded = text.isEnded
        length = text.length
        ended = text.ended.mapValues(\.attempt)
        attempts = text.attempts
    }

    /// The attempt at a boot that came to its end, and whose evidence only wants judging.
    func ended(_ boot: PlannedBoot) -> Int? { ended[boot.key] }

    /// The highest number of an attempt that was begun.
    func attempts(_ boot: PlannedBoot) -> Int { attempts[boot.key] ?? 0 }
}
