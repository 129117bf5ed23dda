public import Evidence
public import Journal
public import Plan
import RouteModel

/// The raw files that a run kept of its attempts.
public struct RunFiles {
    private let log: RunLog
    /// The folder with them: of a check that of the run that it judges.
    private let home: RunFolder

    public init(_ folder: RunFolder, _ log: RunLog) {
        self.log = log
        home = log.header.judges.flatMap { try? RunFolder(existing: $0) } ?? folder
    }

    /// Paths of those that an attempt at a cell's boot left.
    public func paths(of cell: Cell, attempt: Int) -> [String] {
        guard let boot = log.plan.boots.first(where: { $0.cells.contains { $0.id == cell.id } }) else { return [] }
        return paths(of: boot, attempt: attempt)
    }

    /// What the verdict on a cell rests on; nil for a cell that the probe was not asked for, and where nothing was kept.
    public func resting(of judged: JudgedCell, attempt: Int) -> Resting? {
        guard let boot = log.plan.boots.first(where: { $0.cells.contains { $0.id == judged.cell.id } }),
            let kept = home.attempts(of: boot).first(where: { $0.number == attempt })
        else { return nil }
        return AttemptEvidence(folder: kept.folder, of: boot.boot, attempt: attempt)
            .resting(of: judged.cell, in: boot, judged.judgement, policy: Policy.named(log.policy(of: judged.cell)))
    }

    private func paths(of boot: PlannedBoot, attempt: Int) -> [String] {
        guard let kept = home.attempts(of: boot).first(where: { $0.number == attempt }) else { return [] }
        return Self.evidence.map { "\(kept.folder)/\($0)" }.filter(RunFolder.isFile)
    }

    /// Paths of those of the attempt at a boot that its observations are of, by the boot's key.
    public var paths: [String: [String]] {
        Dictionary(
            log.plan.boots.compactMap { boot in
                log.attempt(at: boot).map { (boot.key, paths(of: boot, attempt: $0)) }
            }, uniquingKeysWith: { first, _ in first })
    }

    /// Those of the attempt at a boot that its observations are of, else of the last that was kept; nil without any.
    public func attempt(at boot: PlannedBoot) -> AttemptFiles? {
        let kept = home.attempts(of: boot)
        let wanted = log.attempt(at: boot)
        return (kept.first { $0.number == wanted } ?? kept.last).map { AttemptFiles(folder: $0.folder) }
    }

    /// Of the guest's side, of the device's, and what both rest on.
    private static let evidence = [
        "ftrace.txt", "kmsg.txt", "facts.txt", "probe.jsonl", "ram.jsonl", "device-trace.log", "domain.xml",
        "console.log",
    ]
}
