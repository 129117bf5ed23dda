import Evidence
import Journal
import Mutations
import Plan
import RouteModel
import Verdict

/// One boot's evidence as it was recorded, with the verdicts that it comes to, to hold changed evidence against.
struct QualifiedBoot {
    let boot: PlannedBoot
    let number: Int
    let input: AttemptInput
    private let judging: Judging
    /// Cells of the probe's that agree on the evidence as it is, with what they rest on.
    private let cells: [(judged: JudgedCell, values: [String])]

    /// How a run's evidence is judged.
    struct Judging {
        /// nil: each kernel's own.
        var policy: Policy?
        var kernel: RecordedKernel
        var predictions: Predictions?
    }

    /// What one change came to.
    struct Trial {
        /// Ids of cells of which something that their verdict rests on changed.
        var decisive: [String] = []
        /// Of them, those that agree all the same.
        var survived: [String] = []
        /// What the first of those that survived rests on otherwise than before.
        var difference = ""
        /// Cells whose verdict changed although nothing did that it rests on, with the verdict.
        var unexplained: [(cell: String, verdict: Verdict, reason: String)] = []
    }

    init(_ boot: PlannedBoot, number: Int, folder: String, only: Set<String>, _ judging: Judging) {
        self.boot = boot
        self.number = number
        self.judging = judging
        input = AttemptInput(folder: folder)
        let evidence = AttemptEvidence(input, of: boot.boot, attempt: number)
        cells = Self.judge(evidence, boot, judging).compactMap { judged in
            guard judged.judgement.verdict == .agree, only.contains(judged.cell.id) else { return nil }
            return evidence.resting(
                of: judged.cell, in: boot, judged.judgement, policy: judging.policy, isNumbered: false
            ).map {
                (judged, $0.values)
            }
        }
    }

    /// How many cells changed evidence is held against.
    var count: Int { cells.count }

    /// Judges the boot with another content of one file.
    func trial(_ file: EvidenceFile, _ mutation: Mutation) -> Trial {
        let evidence = AttemptEvidence(input.replacing(file, with: mutation.bytes), of: boot.boot, attempt: number)
        let now = Dictionary(
            Self.judge(evidence, boot, judging).map { ($0.cell.id, $0.judgement) }, uniquingKeysWith: { $1 })
        var trial = Trial()
        for (before, values) in cells {
            let id = before.cell.id
            let rests = evidence.resting(
                of: before.cell, in: boot, before.judgement, policy: judging.policy, isNumbered: false)?.values
            let verdict = now[id]?.verdict
            if rests != values {
                trial.decisive.append(id)
                guard verdict == .agree else { continue }
                if trial.survived.isEmpty { trial.difference = Self.difference(values, rests ?? []) }
                trial.survived.append(id)
            } else if verdict != .agree {
                trial.unexplained.append((id, verdict ?? .error, now[id]?.reason.first ?? ""))
            }
        }
        return trial
    }

    private static func difference(_ before: [String], _ now: [String]) -> String {
        let at = zip(before, now).enumerated().first { $1.0 != $1.1 }?.offset ?? min(before.count, now.count)
        return "\(before.indices.contains(at) ? before[at] : "nothing") became "
            + (now.indices.contains(at) ? now[at] : "nothing")
    }

    private static func judge(_ evidence: AttemptEvidence, _ boot: PlannedBoot, _ judging: Judging) -> [JudgedCell] {
        evidence.judge(boot, policy: judging.policy, kernel: judging.kernel, predictions: judging.predictions)
    }
}
