public import Evidence
public import RouteModel

/// Judges the DMA of a machine that was observed from inside, where there is no other side.
public struct LiveJudge {
    private let policy: Policy
    private let boot: ParsedBoot
    private let facts: GuestFacts
    private let pool: ClosedRange<UInt64>?
    private let check: BootCheck
    private let mismatches: [Reason]

    /// - Parameters:
    ///   - boot: what the machine is.
    ///   - possibleCPUs: the machine's possible processors.
    ///   - log: the kernel's, a line each, as far back as it goes.
    public init(policy: Policy, boot: Boot, possibleCPUs: Int, facts: GuestFacts, log: [String]) {
        self.policy = policy
        self.boot = ParsedBoot(boot, possibleCPUs: possibleCPUs)
        self.facts = facts
        pool = log.lazy.compactMap(KernelMessages.pool).first
        check = BootCheck(policy: policy, boot: boot, devices: [], possibleCPUs: possibleCPUs)
        var kernel = KernelState(log: log, pools: [], facts: facts)
        if kernel.encryption == nil, !KernelMessages.goesBackToTheStart(log) {
            // Nobody says otherwise than predicted.
            let expected = policy.expectations(for: boot, possibleCPUs: possibleCPUs)
            kernel.encryption = expected.encryptionActive?.value
        }
        mismatches = check.mismatches(facts, pool: pool, kernel: kernel)
    }

    /// Judges all calls of one kind of one device, each by its own fields.
    ///
    /// - Parameters:
    ///   - name: of the device, as the trace names it.
    ///   - device: nil where sysfs tells no masks of it.
    ///   - silent: why the trace says nothing; nil where it does.
    /// - Returns: an observation that names no cell yet, and what it comes to.
    public func judge(
        _ name: String, _ device: Device?, _ traffic: DriverTraffic, silent: Side?
    ) -> (observation: Observation, judgement: Judgement) {
        let first = traffic.standing
        let observation = Observation(
            cell: "", guest: silent ?? first.map(side) ?? .missing("the trace shows no call"),
            device: .unseen("a machine is observed from inside alone"), data: .nothingMoved,
            buffer: first?.call.buffer ?? [], saidBefore: [], dmas: traffic.counts)
        guard let device else {
            return (observation, vacuous("sysfs tells no masks of \(name), which is no PCI device", observation))
        }
        guard let request = first?.call.request else {
            return (observation, vacuous("the trace tells no size of the call", observation))
        }
        let findings = TrafficJudge(
            policy: policy, boot: boot, device: device, bits: (device.dmaMask, device.coherentMask), pool: pool
        ).findings(traffic)
        var judgement = Judge(policy: policy).judge(
            Point(boot, device: device, request: request), observation,
            facts: Facts(buffer: first?.call.buffer, pool: pool),
            mismatches: mismatches + check.mismatches(facts, driven: device, at: name))
        judgement.take(findings, of: traffic, observation)
        return (observation, judgement)
    }

    private func side(_ group: DMACallGroup) -> Side {
        switch group.call.seen {
        case .untold(let why): return .notWorking(why)
        case .route(var view):
            view.lines = [group.line]
            return .saw(view)
        }
    }

    private func vacuous(_ why: String, _ observation: Observation) -> Judgement {
        Judgement(verdict: .vacuous, sides: observation.guest.view == nil ? 0 : 1, reasons: [.note(why)])
    }
}

extension DriverTraffic {
    /// The call that stands for all: the first whose route the trace tells.
    public var standing: DMACallGroup? { groups.first { $0.call.seen.view != nil } ?? groups.first }
}
