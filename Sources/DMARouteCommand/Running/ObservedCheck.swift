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

    private typealias Kept = (observation: Observation, judgement: Judgement)

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
        var kept: [Kept] = []
        for (name, traffic) in live.devices {
            let device = machine.device(name)
            var requests: [Request] = []
            for kind in traffic.kinds {
                let part = traffic.only(kind)
                requests.append(part.standing?.call.request ?? Self.standIn(kind))
                kept.append(judge(name, device, part, live.silent))
            }
            asked.append((device ?? Device(name: name, model: "unknown", dmaMask: 0), requests))
        }
        guard !kept.isEmpty else {
            note("no DMA was traced, so nothing is judged: let the devices work while they are observed")
            throw CommandExit.Code(value: 4)
        }
        let plan = Plan.observed(
            name: "observed", boot: machine.boot, requests: asked, policy: policy?.name)
        try write(plan, kept)
    }

    private func judge(_ name: String, _ device: Device?, _ traffic: DriverTraffic, _ silent: Side?) -> Kept {
        let own = policy ?? Policy.named(machine.boot.kernel)
        let silent = evidence.damage.map(Side.lost) ?? silent
        guard let own else { return unjudged(traffic, "no policy is called \(machine.boot.kernel)") }
        if let why = machine.unjudged { return unjudged(traffic, why) }
        let judge = LiveJudge(
            policy: own, boot: machine.boot, possibleCPUs: machine.possibleCPUs, facts: evidence.facts,
            log: evidence.log)
        var found = judge.judge(name, device, traffic, silent: silent)
        found.judgement.unread = !own.wasRead(from: version)
        return found
    }

    private func unjudged(_ traffic: DriverTraffic, _ why: String) -> Kept {
        (
            Observation(
                cell: "", guest: .notWorking(why), device: .unseen(why), data: .nothingMoved, buffer: [],
                saidBefore: [], dmas: traffic.counts), Judgement(verdict: .unmodelled, sides: 0, reason: [why])
        )
    }

    private func write(_ plan: Plan, _ kept: [Kept]) throws {
        let header = RunHeader(
            dmaroute: Version.text, plan: plan.digest, policy: policy?.name ?? "own",
            kernels: [
                RunHeader.Kernel(
                    name: machine.boot.kernel, release: machine.release, version: version, sha256: [:], packages: [:],
                    unavailable: nil)
            ], emulator: RunHeader.none, libvirt: RunHeader.none, accelerator: RunHeader.none, slowdown: 1,
            judges: evidence.path)
        let folder = try RunFolder(newIn: output)
        try folder.write(plan)
        let journal = try JournalFile(path: folder.journal)
        try journal.append(.runBegin(header))
        var judged: [String: Conductor.Judged] = [:]
        for (cell, found) in zip(plan.cells, kept) {
            var (observation, judgement) = found
            observation.cell = cell.id
            let boot = plan.boots[0].key
            try journal.append(.observation(boot: boot, attempt: 1, observation))
            try journal.append(
                .cell(
                    id: cell.id, boot: boot, attempts: 1, means: cell.boot.encryption == .none ? nil : .hardware,
                    judgement))
            judged[cell.id] = Conductor.Judged(judgement: judgement, observed: observation.guest.view != nil)
            tell(cell, observation, judgement)
        }
        try RunConclusion(plan: plan, header: header, judged: judged, folder: folder, common: common).write(to: journal)
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

    private func tell(_ cell: Cell, _ observation: Observation, _ judgement: Judgement) {
        let counts = observation.dmas ?? DMACounts()
        let paths = counts.paths.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        note(
            "\(judgement.status.rawValue)  \(judgement.verdict.rawValue)  \(Printable.line(cell.device.name)) "
                + "\(Printable.line(cell.device.model))  \(cell.request.kind.rawValue)  \(counts.total) DMAs: \(paths)")
    }

    private func note(_ line: String) { if !common.quiet { CommandExit.complain(line) } }
}
