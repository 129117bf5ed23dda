public import Evidence
import Foundation
public import Journal
public import Mutations
public import Plan
public import RouteModel
import Synchronization
import Verdict

/// Whether wrong evidence would be noticed: the files of a run's boots are changed at random, one at a time, and judged again.
///
/// A change of what a verdict rests on must change that verdict. What a verdict rests on the decoder says, and the mutator does
/// not know. A verdict that changes although nothing of that did is a fault of what the decoder says.
public struct EvidenceQualification: Sendable {
    /// How many changes of one kind were made in one kind of file, and what became of them.
    public struct Figure: Codable, Hashable, Sendable {
        /// The file that was changed.
        public var file: EvidenceFile
        /// How it was changed.
        public var kind: MutationKind
        /// Changes that were made.
        public var mutations = 0
        /// Of them, those that changed something that the verdict on a cell rests on.
        public var decisive = 0
        /// Of those, the ones that changed the verdict on each such cell.
        public var caught = 0
        /// The others.
        public var survived: Int { decisive - caught }
        /// Changes that changed the verdict on a cell although nothing did that it rests on.
        public var unexplained = 0
    }

    /// A change with an outcome that must not be.
    public struct Finding: Codable, Hashable, Sendable {
        /// First digits of the boot's key.
        public var boot: String
        /// The file that was changed.
        public var file: EvidenceFile
        /// How it was changed.
        public var kind: MutationKind
        /// Number of the first line that differs; nil where the whole file does.
        public var line: Int?
        /// What was changed.
        public var says: String
        /// Id of the first cell that shows it.
        public var cell: String
        /// How many cells show it.
        public var cells: Int
        /// What of the evidence changed for that cell, where it survived; the verdict, where nothing did.
        public var outcome: String
    }

    /// What all changes came to.
    public struct Outcome: Codable, Sendable {
        /// Seed of the changes, by which they can be had again.
        public var seed: UInt64
        /// Boots whose evidence was changed.
        public var boots = 0
        /// Cells that changed evidence was held against.
        public var cells = 0
        /// By file and kind.
        public var figures: [Figure] = []
        /// Changes of what a verdict rests on that left it `agree`.
        public var survivors: [Finding] = []
        /// Changes of verdicts by what they do not rest on.
        public var unexplained: [Finding] = []
    }

    private let kept: Kept
    private let plan: Plan
    private let policy: Policy?
    private let predictions: Predictions

    /// - Parameters:
    ///   - log: what the run's journal says.
    ///   - policy: judges; nil: each kernel's own.
    public init(run: RunFolder, log: RunLog, plan: Plan, policy: Policy?) {
        kept = Kept(run, log)
        self.plan = plan
        self.policy = policy
        predictions = Predictions(of: plan, by: policy)
    }

    /// Changes evidence and judges it, boots side by side.
    /// - Parameters:
    ///   - seed: the same one makes the same changes.
    ///   - count: changes of each kind in each kind of file.
    ///   - files: those that are changed.
    ///   - progress: told how many boots are done, of how many.
    public func outcome(
        seed: UInt64, count: Int, files: [EvidenceFile] = EvidenceFile.allCases,
        progress: @Sendable (Int, Int) -> Void = { _, _ in }
    ) -> Outcome {
        let attempts = plan.boots.flatMap { boot in kept.attempts(of: boot).map { (boot: boot, attempt: $0) } }
        let shares = Shares(folders: attempts.map(\.attempt.folder), files: files, count: count)
        let all = Mutex<[Int: Outcome]>([:])
        DispatchQueue.concurrentPerform(iterations: attempts.count) { index in
            let (boot, attempt) = attempts[index]
            let recorded = QualifiedBoot(
                boot, number: attempt.number, folder: attempt.folder, only: attempt.cells,
                .init(policy: policy, kernel: kept.kernel(of: boot), predictions: predictions))
            let outcome = outcome(of: recorded, seed: seed &+ UInt64(index) << 32, shares, at: index)
            let done = all.withLock { all in
                all[index] = outcome
                return all.count
            }
            progress(done, attempts.count)
        }
        return all.withLock { all in
            all.sorted { $0.key < $1.key }.reduce(into: Outcome(seed: seed)) { $0.add($1.value) }
        }
    }

    private func outcome(of recorded: QualifiedBoot, seed: UInt64, _ shares: Shares, at index: Int) -> Outcome {
        var outcome = Outcome(seed: seed, boots: 1, cells: recorded.count)
        guard recorded.count > 0 else { return outcome }
        var mutator = Mutator(seed: seed)
        for file in shares.files {
            guard let own = recorded.input.bytes(file) else { continue }
            let foreign = shares.foreign(file, beside: index)
            for kind in MutationKind.allCases {
                var figure = Figure(file: file, kind: kind)
                for _ in 0..<shares.share(of: file, at: index) {
                    guard let mutation = mutator.mutation(kind, of: own, foreign: foreign) else { break }
                    let trial = recorded.trial(file, mutation)
                    outcome.add(trial, of: mutation, in: file, recorded.boot)
                    figure.mutations += 1
                    if !trial.decisive.isEmpty { figure.decisive += 1 }
                    if !trial.decisive.isEmpty, trial.survived.isEmpty { figure.caught += 1 }
                    if !trial.unexplained.isEmpty { figure.unexplained += 1 }
                }
                outcome.figures.append(figure)
            }
        }
        return outcome
    }
}

extension EvidenceQualification.Outcome {
    mutating func add(_ other: EvidenceQualification.Outcome) {
        boots += other.boots
        cells += other.cells
        survivors += other.survivors
        unexplained += other.unexplained
        for figure in other.figures {
            guard let at = figures.firstIndex(where: { $0.file == figure.file && $0.kind == figure.kind }) else {
                figures.append(figure)
                continue
            }
            figures[at].mutations += figure.mutations
            figures[at].decisive += figure.decisive
            figures[at].caught += figure.caught
            figures[at].unexplained += figure.unexplained
        }
    }

    mutating func add(
        _ trial: QualifiedBoot.Trial, of mutation: Mutation, in file: EvidenceFile, _ boot: PlannedBoot
    ) {
        func finding(_ cell: String, _ cells: Int, _ outcome: String) -> EvidenceQualification.Finding {
            .init(
                boot: boot.shortKey, file: file, kind: mutation.kind, line: mutation.line, says: mutation.says,
                cell: cell, cells: cells, outcome: outcome)
        }
        if let first = trial.survived.first { survivors.append(finding(first, trial.survived.count, trial.difference)) }
        if let first = trial.unexplained.first {
            unexplained.append(
                finding(first.cell, trial.unexplained.count, "\(first.verdict.rawValue): \(first.reason)"))
        }
    }
}
