import Journal
import Plan
import RouteModel
import Verdict

/// What a run kept of each boot.
struct Kept {
    private let run: RunFolder
    private let log: RunLog
    private let versions: [String: String]
    private let withoutProbe: Set<String>

    init(_ run: RunFolder, _ log: RunLog) {
        self.run = run
        self.log = log
        versions = Dictionary(
            log.header.kernels.compactMap { kernel in kernel.version.map { (kernel.name, $0) } },
            uniquingKeysWith: { first, _ in first })
        withoutProbe = Set(log.header.kernels.filter { $0.sha256["probe"] == nil }.map(\.name))
    }

    /// Of the package of the boot's kernel.
    func version(of boot: PlannedBoot) -> String? { versions[boot.boot.kernel] }

    /// Whether the guests of the boot's kernel had a probe module.
    func hasProbe(_ boot: PlannedBoot) -> Bool { !withoutProbe.contains(boot.boot.kernel) }

    /// By the attempts that the verdicts rest on: one, but where runs were merged that both made this boot. Empty where no
    /// attempt came to its end.
    func evidence(of boot: PlannedBoot) -> [(evidence: AttemptEvidence, cells: Set<String>)] {
        let kept = run.attempts(of: boot)
        let there = (log.ended[boot.key] ?? []).filter { number in kept.contains { $0.number == number } }
        guard let last = there.last else { return [] }
        let byAttempt = Dictionary(grouping: boot.cells) { cell in
            log.closed[cell.id].flatMap { there.contains($0.attempt) ? $0.attempt : nil } ?? last
        }
        return byAttempt.sorted { $0.key < $1.key }.compactMap { number, cells in
            kept.first { $0.number == number }.map {
                (AttemptEvidence(folder: $0.folder, of: boot.boot, attempt: number), Set(cells.map(\.id)))
            }
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
