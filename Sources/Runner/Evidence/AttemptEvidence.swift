public import Evidence
import Foundation
import GuestProtocol
public import Journal
public import Plan
public import RouteModel
public import Verdict

/// The raw evidence of one attempt at a boot, as its folder holds it.
///
/// A run and a later check read the same files by this same way, so that a verdict never rests on anything but what
/// was kept.
public struct AttemptEvidence {
    private let attempt: Int
    private let input: AttemptInput
    private let boot: BootEvidence
    private let facts: GuestFacts
    private let pool: ClosedRange<UInt64>?
    private let kernel: KernelState
    private let damage: EvidenceDamage
    private let observer: EvidenceDecoder

    /// - Parameters:
    ///   - machine: what the boot was to be.
    ///   - attempt: its number.
    public init(folder: String, of machine: Boot, attempt: Int) {
        self.init(AttemptInput(folder: folder), of: machine, attempt: attempt)
    }

    init(_ input: AttemptInput, of machine: Boot, attempt: Int) {
        self.attempt = attempt
        self.input = input
        var damage = EvidenceDamage()
        func bytes(_ file: EvidenceFile) -> [UInt8] {
            if let why = input.damage(file) { damage.guest = why }
            return input.bytes(file) ?? []
        }
        boot = BootEvidence(probe: input.probe.records, looks: input.looks.records)
        let factsText = bytes(.facts)
        facts = GuestFacts(text: factsText)
        if factsText.last.map({ $0 != UInt8(ascii: "\n") }) == true {
            damage.guest = "facts.txt ends in the middle of a line"
        }
        let log = String(decoding: bytes(.log), as: UTF8.self).split(separator: "\n").map(String.init)
        kernel = KernelState(log: log, pools: boot.pools, facts: facts)
        pool = log.lazy.compactMap(KernelMessages.pool).first
        // With swiotlb=noforce the kernel announces a pool that is never built.
        if facts.poolSlots != nil, pool == nil, log.contains(where: KernelMessages.announcesPool) {
            damage.guest = "kmsg.txt does not say where the pool lies"
        }
        if facts.areWhole, facts.tellsOfPool, facts.poolSlots == nil, pool != nil {
            damage.guest = "kmsg.txt tells of a pool, and debugfs of none"
        }
        damage.guest = KernelMessages.damage(log, facts) ?? damage.guest
        if log.isEmpty { damage.guest = "the kernel's log, kmsg.txt, is missing or empty" }
        let trace = bytes(.trace)
        let statistics = bytes(.statistics)
        if let line = input.probe.records.firstIndex(where: \.isEmpty) {
            damage.guest = "line \(line + 1) of probe.jsonl says nothing that is known"
        }
        damage.guest = input.probe.broken ?? ProbeOrder.fault(input.probe.records) ?? damage.guest
        damage.device =
            input.looks.broken ?? LookOrder.fault(input.looks.records, nonces: boot.nonces)
            ?? kernel.damage(by: boot.pools)
        self.damage = damage
        observer = EvidenceDecoder(
            boot: boot, facts: facts, log: log, trace: trace, statistics: statistics,
            deviceTrace: input.bytes(.deviceTrace) ?? [], machine: machine, damage: damage)
    }

    /// What the verdict on a cell rests on of this evidence; nil for a cell that the probe was not asked for.
    /// - Parameters:
    ///   - planned: the boot that holds the cell.
    ///   - judgement: its verdict, whose prediction may rest on what was seen of other cells.
    ///   - policy: that it is by; nil for the kernel's own.
    ///   - isNumbered: whether lines of the trace get their numbers.
    public func resting(
        of cell: Cell, in planned: PlannedBoot, _ judgement: Judgement, policy: Policy?, isNumbered: Bool = true
    ) -> Resting? {
        let (probe, looks) = (input.probe.records, input.looks.records)
        var resting = observer.resting(of: cell.id, probe: probe, looks: looks, isNumbered: isNumbered)
        let asked = AskedMachine(boot: planned.boot, release: nil)
        let given = Set(judgement.predicted.flatMap(\.given.keys))
        resting?.places += [
            EvidencePlace(.facts, "command line \(asked.words(of: facts))"),
            EvidencePlace(
                .log, "the pool \(pool.map { "\(hex($0.lowerBound)) to \(hex($0.upperBound))" } ?? "is nowhere")"),
            EvidencePlace(.log, "active encryption \(kernel.encryption ?? "none")"),
            EvidencePlace(.facts, "damaged \(damage.guest ?? "no") \(damage.device ?? "no")"),
        ]
        if given.contains(GivenFact.Fact.saidBefore.rawValue), let policy = policy ?? Policy.named(planned.boot.kernel)
        {
            let point = Point(boot: cell.boot, device: cell.device, request: cell.request)
            let known = facts(of: observer.observation(of: cell.id), policy, heldByOthers: 0)
            let said = policy.predict(point, facts: known).flatMap(\.given).filter { $0.fact == .saidBefore }
            resting?.places.append(EvidencePlace(.probe, "said before: \(said.map(\.answer.rawValue))"))
        }
        return resting
    }

    /// Judges every cell of a boot; a cell that the evidence does not name is judged by its absence.
    /// - Parameters:
    ///   - policy: nil for the kernel's own.
    ///   - kernel: that the run had.
    ///   - predictions: from before the boot, which those that are judged by are held against; nil where there are none.
    public func judge(
        _ planned: PlannedBoot, policy: Policy?, kernel asked: RecordedKernel, predictions: Predictions? = nil
    ) -> [JudgedCell] {
        let policy = policy ?? Policy.named(planned.boot.kernel)
        let check = policy.map { BootCheck(policy: $0, boot: planned.boot, devices: planned.seated) }
        let general = check?.mismatches(facts, pool: pool, kernel: kernel) ?? []
        let parsed = ParsedBoot(planned.boot)
        let labels = check?.labelMismatches(facts, kernel: kernel) ?? []
        let labelled = labels.isEmpty ? [] : cellsOfThePool(planned, parsed, policy)
        let others = heldByOthers(planned)
        let another = AskedMachine(boot: planned.boot, release: asked.release)
            .difference(facts, released: boot.setUp?.release)
        return planned.cells.map { cell in
            let observation = observer.observation(of: cell.id)
            func judged(_ judgement: Judgement) -> JudgedCell {
                JudgedCell(cell: cell, attempt: attempt, observation: observation, judgement: judgement)
            }
            if let lack = lack(cell, observation, hasProbe: asked.hasProbe) {
                return judged(Judgement(verdict: .unavailable, sides: 0, reasons: [.lack(lack)]))
            }
            guard let policy, let check else { return judged(Self.withoutPolicy(planned.boot)) }
            let slot = boot.drives.first { $0.cell == cell.id }?.order.slot
            let own =
                planned.seated.firstIndex(of: cell.device).map {
                    check.mismatches(facts, setUp: boot.setUp, device: $0)
                } ?? slot.map { check.mismatches(facts, driven: cell.device, at: $0) } ?? []
            let traffic = observer.traffic(of: cell.id)
            let drive = TrafficJudge(
                policy: policy, boot: parsed, device: cell.device,
                bits: (slot.flatMap { facts.streamingBits[$0] }, slot.flatMap { facts.coherentBits[$0] }), pool: pool)
            let device = traffic.map(drive.deviceAtFirst) ?? cell.device
            let point = Point(parsed, device: device, request: cell.request)
            let known = self.facts(of: observation, policy, heldByOthers: others)
            let asides = mismatches(observation, policy, point, known)
            var judgement = Judge(policy: policy).judge(
                point, observation, facts: known,
                mismatches: general + (labelled.contains(cell.id) ? labels : []) + own + asides)
            if let traffic { judgement.take(drive.findings(traffic), of: traffic, observation) }
            if let before = predictions?[cell.id] {
                judgement.hold(against: before, seen: seen(of: cell, device, heldByOthers: others))
            }
            if let why = another ?? strange(cell, planned) { judgement.conclude(.error, .harness, [.note(why)]) }
            judgement.unread = !(asked.version.map(policy.wasRead) ?? false)
            judgement.statements = statements(cell, observation)
            return judged(judgement)
        }
    }

    /// Mappings that other devices may hold in the pool. The kernel's own drivers are loaded when all else was asked, but for
    /// those that are built in.
    private func heldByOthers(_ planned: PlannedBoot) -> UInt64 {
        planned.cells.reduce(0) { $0 + (observer.traffic(of: $1.id)?.earlyBounces ?? 0) }
            + Drives.slots(of: planned).reduce(0) { $0 + observer.earlyBounces(at: $1) }
    }

    /// What differs in facts of the request beside its route: the mappings that it found held, and the pool's area.
    private func mismatches(
        _ observation: Observation, _ policy: Policy, _ point: Point, _ known: Facts
    ) -> [Reason] {
        BootCheck.heldMismatch(observation.held, policy.held(point, facts: known), of: point.request)
            + BootCheck.areaMismatch(observation.copy, kernel.pool.state, policy.area(point, facts: known))
    }

    /// What the boot shows of the cell that no prediction before it could rest on, values by name.
    private func seen(of cell: Cell, _ device: Device, heldByOthers: UInt64) -> [String: String] {
        var seen: [String: String] = [:]
        if device != cell.device { seen["driver-masks"] = "\(device.dmaMask)/\(device.coherentMask)" }
        if heldByOthers > 0 { seen["held-by-others"] = "\(heldByOthers)" }
        return seen
    }

    /// Why what was ordered for the cell is another request than the cell's; nil where it is that one, or was never ordered.
    private func strange(_ cell: Cell, _ planned: PlannedBoot) -> String? {
        guard let made = boot.requests.last(where: { $0.cell == cell.id })?.order,
            let device = planned.seated.firstIndex(of: cell.device)
        else { return nil }
        var due = Batches.order(cell, device: device, number: made.request, nonce: made.nonce)
        // Runs of earlier versions moved less.
        due?.coverage = made.coverage
        return made == due ? nil : "what probe.jsonl says was ordered is not what the plan asks of the cell"
    }

    /// Why nothing was asked for the cell; nil where something was.
    private func lack(_ cell: Cell, _ observation: Observation, hasProbe: Bool) -> String? {
        if let lack = cell.lack(hasProbe: hasProbe) { return lack.text }
        let drive = boot.drives.first { $0.cell == cell.id }
        guard let drive, drive.report?.outcome == .lacking else { return observation.lack }
        return Lack.driver(drive.order.drivers, model: cell.device.model).text
    }

    private static func withoutPolicy(_ boot: Boot) -> Judgement {
        let reason = "no policy is called \(boot.kernel); name one with --policy"
        return Judgement(verdict: .unmodelled, sides: 0, reasons: [.note(reason)])
    }

    /// Ids of the cells that are served from the pool; where none is, its label is still a fact of the boot, and so of all.
    private func cellsOfThePool(_ planned: PlannedBoot, _ boot: ParsedBoot, _ policy: Policy?) -> Set<String> {
        let served = planned.cells.filter { isServedFromThePool($0, boot, policy) }
        return Set((served.isEmpty ? planned.cells : served).map(\.id))
    }

    private func isServedFromThePool(_ cell: Cell, _ boot: ParsedBoot, _ policy: Policy?) -> Bool {
        if observer.traffic(of: cell.id)?.isBounced == true { return true }
        let routes = policy?.predict(Point(boot, device: cell.device, request: cell.request)).compactMap(\.allowed)
        return routes?.joined().contains(where: \.path.isBounce) ?? false
    }

    private func statements(_ cell: Cell, _ observation: Observation) -> [StatementFinding]? {
        let slot = boot.requests.first { $0.cell == cell.id }?.slot
        let findings = StatementJudge(
            StatementCase(
                boot: cell.boot, device: cell.device, request: cell.request, observation: observation, kernel: kernel,
                groupType: slot.flatMap { facts.groupTypes[$0] })
        ).findings
        return findings.isEmpty ? nil : findings
    }

    private func facts(of observation: Observation, _ policy: Policy, heldByOthers: UInt64) -> Facts {
        Facts(
            buffer: observation.buffer.isEmpty ? nil : observation.buffer, pool: pool,
            saidBefore: policy.said(observation.saidBefore.map { ($0.message, $0.kind) }), heldByOthers: heldByOthers)
    }
}
