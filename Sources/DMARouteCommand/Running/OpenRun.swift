import Journal
import Plan
import Runner

/// A run's folder, held against others, with its journal open behind what counts of it.
struct OpenRun {
    let folder: RunFolder
    let work: RunWork
    /// What an earlier session of the run did; nil for a new run.
    let resumption: Resumption?
    let journal: JournalFile
    private let lock: RunLock

    /// A run that was ended early.
    init(existing folder: RunFolder) throws {
        self.folder = folder
        lock = try Self.lock(folder)
        let resumption = try Resumption(folder)
        self.resumption = resumption
        work = resumption.work
        journal = try JournalFile(path: folder.journal, after: resumption.length)
    }

    /// A new run.
    init(_ folder: RunFolder, _ work: RunWork) throws {
        self.folder = folder
        self.work = work
        resumption = nil
        lock = try Self.lock(folder)
        try folder.write(work.plan, part: work.part)
        journal = try JournalFile(path: folder.journal)
    }

    private static func lock(_ folder: RunFolder) throws -> RunLock {
        guard let lock = RunLock(folder.path) else {
            throw RunnerError("\(folder.path) is in use", hint: "wait for the run to end, or end it")
        }
        return lock
    }

    /// The boots with a cell that has no verdict.
    var left: Plan { resumption?.left ?? work.own }

    /// Whether every cell has its verdict.
    var isDone: Bool { left.boots.isEmpty && resumption?.header != nil }

    /// Whether the journal says how the run ended.
    var isEnded: Bool { resumption?.isEnded ?? false }

    /// What earlier sessions did; nil where there were none.
    func log() throws -> RunLog? { try resumption?.log(named: folder.path) }
}
