import Journal
import Plan
import RouteModel
import Verdict

/// What a run kept of each boot.
struct Kept: Sendable {
    private let run: RunFolder
    private let log: RunLog
    private let kernels: [String: RecordedKernel]

    init(_ run: RunFolder, _ log: RunLog) {
        self.run = run
        self.log = log
        kernels = Dictionary(
            log.header.kernels.map { ($0.name, RecordedKernel($0)) }, uniquingKeysWith: { first, _ in first })
    }

    /// What the boot's kernel was.
    func kernel(of boot: PlannedBoot) -> RecordedKernel { kernels[boot.boot.kernel] ?? RecordedKernel() }

    /// By the attempts that the verdicts rest on: one, but where runs were merged that both made this boot. Empty where no
    /// attempt came to its end.
    func evidence(of boot: PlannedBoot) -> [(evidence: AttemptEvidence, cells: Set<String>)] {
        attempts(of: boot).map { (AttemptEvidence(folder: $0.folder, of: boot.boot, attempt: $0.number), $0.cells) }
    }

    /// The attempts that the verdicts rest on, with the cells whose verdicts do.
    func attempts(of boot: PlannedBoot) -> [(number: Int, folder: String, cells: Set<String>)] {
        let kept = run.attempts(of: boot)
        let there = (log.ended[boot.key] ?? []).filter { number in kept.contains { $0.number == number } }
        guard let last = there.last else { return [] }
        let byAttempt = Dictionary(grouping: boot.cells) { cell in
            log.closed[cell.id].flatMap { there.contains($0.attempt) ? $0.attempt : nil } ?? last
        }
        return byAttempt.sorted { $0.key < $1.key }.compactMap { number, cells in
            kept.first { $0.number == number }.map { (number, $0.folder, Set(cells.map(\.id))) }
        }
    }

    /// The verdicts that the run itself gave, which stand where no attempt came to its end.
    func verdicts(of boot: PlannedBoot) -> [JudgedCell] {
        boot.cells.map { cell in
            let missing = Judgement(
                verdict: .error, sides: 0, reasons: [.note("the run kept no evidence of this boot")], wrong: .harness)
            return JudgedCell(
                cell: cell, attempt: 0, observation: nil,
                judgement: log.closed[cell.id]?.judgement.undeclared ?? missing)
        }
    }
}
