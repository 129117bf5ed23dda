import Journal
import Plan
import RouteModel
import Runner

/// A run's folder, held against others, with its journal open behind what counts of it.
struct OpenRun {
    let folder: RunFolder
    let work: RunWork
    /// What an earlier session of the run did; nil for a new run.
    let resumption: Resumption?
    let journal: JournalFile
    /// What was predicted before anything booted; nil in a run of an earlier release that goes on.
    let predictions: Predictions?
    private let lock: RunLock

    /// A run that was ended early.
    init(existing folder: RunFolder) throws {
        self.folder = folder
        lock = try Self.lock(folder)
        let resumption = try Resumption(folder)
        self.resumption = resumption
        work = resumption.work
        predictions = try Predictions(folder)
        journal = try JournalFile(path: folder.journal, after: resumption.length)
    }

    /// A new run.
    /// - Parameter policy: predicts its cells; nil: each kernel's own.
    init(_ folder: RunFolder, _ work: RunWork, policy: Policy?) throws {
        self.folder = folder
        self.work = work
        resumption = nil
        lock = try Self.lock(folder)
        let predictions = Predictions(of: work.own, by: policy)
        self.predictions = predictions
        try folder.write(work.plan, part: work.part, predictions)
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
