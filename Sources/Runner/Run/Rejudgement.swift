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
        let kept = try Kept(run)
        var judged: [String: Conductor.Judged] = [:]
        for boot in plan.boots {
            for piece in kept.evidence(of: boot) {
                var events: [Event] = []
                var cells: [Event] = []
                func close(_ cell: String, _ attempt: Int, _ judgement: Judgement, observed: Bool) {
                    let judgement = declarations?.applied(to: judgement, of: cell) ?? judgement
                    cells.append(
                        .cell(id: cell, boot: boot.key, attempts: attempt, means: boot.boot.means, judgement))
                    judged[cell] = Conductor.Judged(judgement: judgement, observed: observed)
                }
                switch piece {
                case .attempt(let number, let evidence, let chosen):
                    let all = evidence.judge(
                        boot, policy: policy, version: kept.version(of: boot), hasProbe: kept.hasProbe(boot))
                    for cell in all where chosen.contains(cell.cell.id) {
                        events.append(.observation(boot: boot.key, attempt: number, cell.observation))
                        close(cell.cell.id, number, cell.judgement, observed: cell.observed)
                    }
                case .none(let judgements):
                    for (cell, kept) in judgements { close(cell, 0, kept.undeclared, observed: false) }
                }
                try journal.append(events + cells)
            }
        }
        return judged
    }
}

/// What a run kept of each boot.
struct Kept {
    enum Evidence {
        /// An attempt that came to its end, and the cells that it speaks for.
        case attempt(number: Int, AttemptEvidence, cells: Set<String>)
        /// No attempt did; the verdicts that the run itself gave stand.
        case none([(cell: String, Judgement)])
    }

    private let run: RunFolder
    private let ended: [String: [Int]]
    private let closed: [String: (attempt: Int, judgement: Judgement)]
    private let versions: [String: String]
    private let withoutProbe: Set<String>

    init(_ run: RunFolder) throws {
        self.run = run
        var ended: [String: [Int]] = [:]
        var closed: [String: (attempt: Int, judgement: Judgement)] = [:]
        var header: RunHeader?
        for event in try JournalFile.read(run.journal) {
            switch event {
            // The first speaks for the whole run.
            case .runBegin(let first): header = header ?? first
            case .bootEnd(let boot, let attempt, _): ended[boot, default: []].append(attempt)
            case .cell(let id, _, let attempt, _, let judgement): closed[id] = (attempt, judgement)
            default: continue
            }
        }
        self.ended = ended
        self.closed = closed
        let kernels = header?.kernels ?? []
        versions = Dictionary(
            kernels.compactMap { kernel in kernel.version.map { (kernel.name, $0) } },
            uniquingKeysWith: { first, _ in first })
        withoutProbe = Set(kernels.filter { $0.sha256["probe"] == nil }.map(\.name))
    }

    /// Of the package of the boot's kernel.
    func version(of boot: PlannedBoot) -> String? { versions[boot.boot.kernel] }

    /// Whether the guests of the boot's kernel had a probe module.
    func hasProbe(_ boot: PlannedBoot) -> Bool { !withoutProbe.contains(boot.boot.kernel) }

    /// By the attempts that the verdicts rest on: one, but where runs were merged that both made this boot.
    func evidence(of boot: PlannedBoot) -> [Evidence] {
        let kept = run.attempts(of: boot)
        let there = (ended[boot.key] ?? []).filter { number in kept.contains { $0.number == number } }
        guard let last = there.last else {
            return [
                .none(
                    boot.cells.map { cell in
                        let missing = Judgement(
                            verdict: .error, sides: 0, reason: ["the run kept no evidence of this boot"],
                            wrong: .harness)
                        return (cell.id, closed[cell.id]?.judgement ?? missing)
                    })
            ]
        }
        let byAttempt = Dictionary(grouping: boot.cells) { cell in
            closed[cell.id].flatMap { there.contains($0.attempt) ? $0.attempt : nil } ?? last
        }
        return byAttempt.sorted { $0.key < $1.key }.compactMap { number, cells in
            kept.first { $0.number == number }.map {
                .attempt(
                    number: number, AttemptEvidence(folder: $0.folder, of: boot.boot), cells: Set(cells.map(\.id)))
            }
        }
    }
}
