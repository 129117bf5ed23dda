import Journal
public import Plan
public import RouteModel
import Verdict

/// Judges the kept evidence of a run again, without a guest.
public struct Rejudgement {
    let run: RunFolder
    let plan: Plan
    /// nil: each kernel's own.
    let policy: Policy?
    /// nil: nothing is declared.
    let declarations: Declarations?

    public init(run: RunFolder, plan: Plan, policy: Policy?, declarations: Declarations? = nil) {
        self.run = run
        self.plan = plan
        self.policy = policy
        self.declarations = declarations
    }

    /// - Returns: By cell.
    public func judge(into journal: JournalFile) throws -> [String: Conductor.Judged] {
        let kept = try Kept(run, plan)
        var judged: [String: Conductor.Judged] = [:]
        for boot in plan.boots {
            switch kept.evidence(of: boot) {
            case .attempt(let number, let evidence):
                let cells = evidence.judge(
                    boot, policy: policy, version: kept.version(of: boot), hasProbe: kept.hasProbe(boot))
                for var cell in cells {
                    cell.judgement =
                        declarations?.applied(to: cell.judgement, of: cell.cell.id) ?? cell.judgement
                    try journal.append(.observation(boot: boot.key, attempt: number, cell.observation))
                    try journal.append(
                        .cell(
                            id: cell.cell.id, boot: boot.key, attempts: number, means: boot.boot.means, cell.judgement))
                    judged[cell.cell.id] = Conductor.Judged(judgement: cell.judgement, observed: cell.observed)
                }
            case .none(let judgements):
                for (cell, kept) in judgements {
                    let judgement = declarations?.applied(to: kept.undeclared, of: cell) ?? kept.undeclared
                    try journal.append(
                        .cell(id: cell, boot: boot.key, attempts: 0, means: boot.boot.means, judgement))
                    judged[cell] = Conductor.Judged(judgement: judgement, observed: false)
                }
            }
        }
        return judged
    }
}

/// What a run kept of each boot.
struct Kept {
    enum Evidence {
        /// The attempt that came to its end.
        case attempt(number: Int, AttemptEvidence)
        /// No attempt did; the verdicts that the run itself gave stand.
        case none([(cell: String, Judgement)])
    }

    private let run: RunFolder
    private let ended: [String: Int]
    private let judgements: [String: Judgement]
    private let versions: [String: String]
    private let withoutProbe: Set<String>

    init(_ run: RunFolder, _ plan: Plan) throws {
        self.run = run
        var ended: [String: Int] = [:]
        var judgements: [String: Judgement] = [:]
        var versions: [String: String] = [:]
        var withoutProbe: Set<String> = []
        for event in try JournalFile.read(run.journal) {
            switch event {
            case .runBegin(let header):
                for kernel in header.kernels {
                    versions[kernel.name] = kernel.version
                    if kernel.sha256["probe"] == nil { withoutProbe.insert(kernel.name) }
                }
            case .bootEnd(let boot, let attempt, _): ended[boot] = attempt
            case .cell(let id, _, _, _, let judgement): judgements[id] = judgement
            default: continue
            }
        }
        self.ended = ended
        self.judgements = judgements
        self.versions = versions
        self.withoutProbe = withoutProbe
    }

    /// Of the package of the boot's kernel.
    func version(of boot: PlannedBoot) -> String? { versions[boot.boot.kernel] }

    /// Whether the guests of the boot's kernel had a probe module.
    func hasProbe(_ boot: PlannedBoot) -> Bool { !withoutProbe.contains(boot.boot.kernel) }

    func evidence(of boot: PlannedBoot) -> Evidence {
        if let number = ended[boot.key], let attempt = run.attempts(of: boot).first(where: { $0.number == number }) {
            return .attempt(number: number, AttemptEvidence(folder: attempt.folder, of: boot.boot))
        }
        return .none(
            boot.cells.map { cell in
                let missing = Judgement(
                    verdict: .error, sides: 0, reason: ["the run kept no evidence of this boot"], wrong: .harness)
                return (cell.id, judgements[cell.id] ?? missing)
            })
    }
}
