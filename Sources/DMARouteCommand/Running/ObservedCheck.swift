import Printing
import Evidence
import Foundation
import Images
import Intake
import Journal
import Plan
import RouteModel
import Runner
import Verdict

/// Judges what `dmaroute-observe` brought back from a machine: guest side only.
struct ObservedCheck {
    let evidence: ObservedEvidence
    let machine: LiveMachine
    let policy: Policy?
    let output: String
    let common: CommonOptions

    init(folder: String, policy: Policy?, output: String, common: CommonOptions) throws {
        evidence = ObservedEvidence(folder: folder)
        let machine = LiveMachine(
            facts: evidence.text, log: evidence.log, kernels: Policy.releases.map(\.name))
        guard let machine else {
            throw RunnerError(
                "\(folder) is neither a run nor an observed machine: its facts.txt does not begin with observe.format=1",
                hint: "give a folder that dmaroute run or dmaroute-observe has written")
        }
        self.machine = machine
        self.policy = policy
        self.output = output
        self.common = common
    }

    func run() throws {
        let live = LiveTraffic(
            facts: evidence.facts, log: evidence.log, trace: evidence.trace, statistics: evidence.statistics,
            machine: machine.boot)
        tell(live)
        var asked: [(device: Device, requests: [Request])] = []
        var parts: [Part] = []
        for (name, traffic) in live.devices {
            let device = machine.device(name)
            let own = traffic.kinds.map { Part(name: name, device: device, traffic: traffic.only($0)) }
            let requests = zip(traffic.kinds, own).map { $1.traffic.standing?.call.request ?? Self.standIn($0) }
            parts += own
            asked.append((device ?? Device(name: name, model: "unknown", dmaMask: 0), requests))
        }
        guard !parts.isEmpty else {
            note("no DMA was traced, so nothing is judged: let the devices work while they are observed")
            throw CommandExit.Code(value: 4)
        }
        let plan = Plan.observed(
            name: "observed", boot: machine.boot, requests: asked, policy: policy?.name)
        try write(plan, zip(plan.cells, parts).map { judge($0, $1, live.silent) })
    }

    /// The calls of one kind of one device, which become one cell.
    private struct Part {
        let name: String
        /// nil where sysfs tells no masks of it.
        let device: Device?
        let traffic: DriverTraffic
    }

    private func judge(_ cell: Cell, _ part: Part, _ silent: Side?) -> JudgedCell {
        let own = policy ?? Policy.named(machine.boot.kernel)
        let silent = evidence.damage.map(Side.lost) ?? silent
        guard let own else { return unjudged(cell, part, "no policy is called \(machine.boot.kernel)") }
        if let why = machine.unjudged { return unjudged(cell, part, why) }
        let judge = LiveJudge(
            policy: own, boot: machine.boot, possibleCPUs: machine.possibleCPUs, facts: evidence.facts,
            log: evidence.log)
        var (observation, judgement) = judge.judge(part.name, part.device, part.traffic, silent: silent)
        observation.cell = cell.id
        judgement.unread = !own.wasRead(from: version)
        return JudgedCell(cell: cell, attempt: 1, observation: observation, judgement: judgement)
    }

    private func unjudged(_ cell: Cell, _ part: Part, _ why: String) -> JudgedCell {
        let observation = Observation(
            cell: cell.id, guest: .notWorking(why), device: .unseen(why), data: .nothingMoved, buffer: [],
            saidBefore: [], dmas: part.traffic.counts)
        return JudgedCell(
            cell: cell, attempt: 1, observation: observation,
            judgement: Judgement(verdict: .unmodelled, sides: 0, reasons: [.note(why)]))
    }

    private func write(_ plan: Plan, _ cells: [JudgedCell]) throws {
        let header = RunHeader(
            dmaroute: Version.text, plan: plan.digest, policy: PolicyChoice(policy),
            kernels: [
                RunHeader.Kernel(
                    name: machine.boot.kernel, release: machine.release, version: version, sha256: [:], packages: [:],
                    unavailable: nil)
            ], emulator: RunHeader.none, libvirt: RunHeader.none, accelerator: RunHeader.none, slowdown: 1,
            judges: evidence.path, observed: true)
        let folder = try RunFolder(newIn: output)
        try folder.write(plan)
        let journal = try JournalFile(path: folder.journal)
        try journal.append(.runBegin(header))
        let closer = CellCloser(journal)
        for cell in cells {
            // Nobody emulates for a machine that was only observed.
            let means: Means? = machine.boot.encryption == .none ? nil : .hardware
            try closer.close([cell], of: plan.boots[0], means: means)
            tell(cell)
        }
        try RunConclusion(plan: plan, header: header, cells: closer.cells, folder: folder, common: common)
            .write(to: journal)
    }

    private var version: String { OwnKernel.version(machine.release, machine.build) }

    /// Where the trace shows no size; such a call is not judged.
    private static func standIn(_ kind: RequestKind) -> Request {
        Request(kind: kind, size: 4096, direction: .fromDevice, place: kind.hasPlace ? .below4G : nil)
    }
}

extension ObservedCheck {
    private func tell(_ live: LiveTraffic) {
        let boot = machine.boot
        let encryption = boot.encryption == .none ? "no memory encryption" : boot.encryption.rawValue
        note(
            "observed \(Printable.line(machine.release)), \(boot.platform.rawValue), \(encryption), IOMMU "
                + "\(boot.viommu.rawValue), tracing ended by \(Printable.line(machine.end ?? "nobody knows what"))")
        note("judged on one side by the policy of \(policy?.name ?? boot.kernel)")
        if let user = machine.user, user != 0 { note("observed by user \(user), who may not read all that root may") }
        for lack in machine.lacks.prefix(32) { note("lacks    \(Printable.line(lack))") }
        if live.beyond > 0 { note("\(live.beyond) more devices are named than are read") }
    }

    private func tell(_ judged: JudgedCell) {
        let (cell, judgement) = (judged.cell, judged.judgement)
        let counts = judged.observation?.dmas ?? DMACounts()
        let paths = counts.paths.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        note(
            "\(judgement.status.rawValue)  \(judgement.verdict.rawValue)  \(Printable.line(cell.device.name)) "
                + "\(Printable.line(cell.device.model))  \(cell.request.kind.rawValue)  \(counts.total) DMAs: \(paths)")
    }

    private func note(_ line: String) { if !common.quiet { CommandExit.complain(line) } }
}
