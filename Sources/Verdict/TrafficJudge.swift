public import Evidence
public import RouteModel

/// Holds every DMA of a driver against a policy, each by its own fields.
public struct TrafficJudge {
    private let judge: Judge
    private let boot: ParsedBoot
    private let device: Device
    /// As sysfs shows the masks when all was done; nil where it does not.
    private let masks: DMAMasks?
    private let pool: ClosedRange<UInt64>?

    /// - Parameters:
    ///   - device: what the plan says of it; its masks are those that its driver was seen to set.
    ///   - bits: widths of the masks in sysfs.
    public init(
        policy: Policy, boot: ParsedBoot, device: Device, bits: (streaming: Int?, coherent: Int?),
        pool: ClosedRange<UInt64>?
    ) {
        judge = Judge(policy: policy)
        self.boot = boot
        self.device = device
        self.pool = pool
        if let streaming = bits.streaming, let coherent = bits.coherent {
            masks = DMAMasks(streaming: Device.mask(streaming), coherent: Device.mask(coherent))
        } else {
            masks = nil
        }
    }

    /// The device with the masks it had when it was given its first memory.
    public func deviceAtFirst(_ traffic: DriverTraffic) -> Device {
        let first = traffic.groups.first { $0.call.kind.allocates } ?? traffic.groups.first
        guard let first, let known = known(first.call), let masked = masked(known) else { return device }
        return masked
    }

    /// Judges every DMA of a driver, and counts them by call and path.
    public func findings(_ traffic: DriverTraffic) -> DMAFindings {
        var tally = Tally()
        if let kept = traffic.masks, let masks, kept != masks {
            tally.findings.notes.append(
                "the trace shows the masks \(hex(kept.streaming)) and \(hex(kept.coherent)) set last, sysfs shows "
                    + "\(hex(masks.streaming)) and \(hex(masks.coherent))")
        }
        if traffic.groups.contains(where: { $0.call.masks == nil }) {
            tally.findings.notes.append(
                "the trace does not tell when the driver set its masks, so each DMA is judged by the last")
        }
        for group in traffic.groups { settle(group, &tally) }
        if traffic.beyond > 0 {
            tally.findings.notes.append("\(traffic.beyond) DMAs differ from all others in more ways than are kept")
            tally.count("others", "untold", \.indeterminate, traffic.beyond)
        }
        tally.findings.hiddenEntries = traffic.hidden
        return tally.finished
    }

    private func settle(_ group: DMACallGroup, _ tally: inout Tally) {
        tally.findings.early += group.early
        tally.findings.confirmed += group.confirmed
        let call = group.call
        func conclude(_ count: WritableKeyPath<DMAFindings.Row, Int>, _ verdict: Verdict?, _ reasons: [Reason]) {
            tally.count(call.kind.rawValue, call.path, count, group.count)
            if let verdict {
                tally.tell(.init(verdict: verdict, call: told(call), reasons: reasons, line: group.line))
            }
        }
        guard let view = call.seen.view else { return conclude(\.indeterminate, nil, []) }
        guard let masks = known(call) else { return conclude(\.indeterminate, nil, []) }
        guard let device = masked(masks), let request = call.request else {
            return conclude(\.unmodelled, .unmodelled, [.note("the policy speaks of no such request")])
        }
        let point = Point(boot, device: device, request: request)
        let facts = Facts(buffer: call.buffer, pool: pool, isDriverAtWork: true)
        let outcomes = judge.policy.predict(point, facts: facts)
        tally.rules.formUnion(outcomes.flatMap { $0.because.rules.map(\.id) })
        if call.masks == nil || outcomes.contains(where: { !$0.given.isEmpty }) {
            tally.findings.conditional += group.count
        }
        let allowed = outcomes.compactMap(\.allowed).flatMap { $0 }
        if allowed.isEmpty || outcomes.contains(where: { $0.allowed == nil }) {
            return conclude(
                \.unmodelled, .unmodelled, [judge.silence(point.boot)])
        }
        guard let route = Match.route(of: view, view, among: allowed) else {
            let reasons = allowed.compactMap { Match.contradiction(view, $0).map { Reason.side(.guest, $0) } }
            return conclude(\.forbidden, .forbidden, reasons + judge.suspects(point, view, view, facts, outcomes))
        }
        if !route.arrives { tally.loses = true }
        if route.arrivesInEmulationAlone(in: point.boot, at: point.device) { tally.findings.inEmulationAlone = true }
        conclude(\.agree, nil, [])
    }

    /// The masks that the call was made under.
    private func known(_ call: DMACall) -> DMAMasks? { call.masks ?? masks }

    /// nil for masks that no number of bits says.
    private func masked(_ masks: DMAMasks) -> Device? {
        guard let streaming = Self.bits(masks.streaming), let coherent = Self.bits(masks.coherent) else { return nil }
        var device = device
        device.dmaMask = streaming
        device.coherentMask = coherent
        return device
    }

    private static func bits(_ mask: UInt64) -> Int? {
        let bits = mask.bitWidth - mask.leadingZeroBitCount
        return Device.mask(bits) == mask ? bits : nil
    }

    private func told(_ call: DMACall) -> String {
        var words = [call.kind.rawValue, "\(call.size) B"]
        if let buffer = call.buffer, let first = buffer.first {
            words.append("at \(hex(first.lowerBound))" + (buffer.count > 1 ? " and \(buffer.count - 1) more" : ""))
        }
        words += call.attributes.words.map(\.rawValue)
        if call.isAtomic { words.append("GFP_ATOMIC") }
        if let masks = known(call) {
            words.append("under the masks \(hex(masks.streaming)) and \(hex(masks.coherent))")
        }
        return words.joined(separator: " ")
    }
}

/// Findings as they come together.
private struct Tally {
    var findings = DMAFindings()
    var rules: Set<String> = []
    /// Whether a DMA went a way by which its bytes cannot arrive, as the policy says it must.
    var loses = false
    private var rows: [String: DMAFindings.Row] = [:]

    mutating func count(
        _ call: String, _ path: String, _ count: WritableKeyPath<DMAFindings.Row, Int>, _ number: Int
    ) {
        rows["\(call) \(path)", default: DMAFindings.Row(call: call, path: path)][keyPath: count] += number
    }

    /// The first of the worst is told.
    mutating func tell(_ worst: DMAFindings.Worst) {
        guard let told = findings.worst else {
            findings.worst = worst
            return
        }
        if told.verdict != .forbidden, worst.verdict == .forbidden { findings.worst = worst }
    }

    var finished: DMAFindings {
        var findings = findings
        findings.rows = rows.sorted { $0.key < $1.key }.map(\.value)
        findings.rules = rules.sorted()
        findings.loses = loses
        return findings
    }
}

extension DMACall {
    /// The call as a policy is asked about it; nil where too little of it is known.
    public var request: Request? {
        guard size > 0 else { return nil }
        return Request(
            kind: kind, size: size, direction: flow == .toDevice ? .toDevice : .fromDevice, place: place,
            segments: kind == .mapSG ? max(buffer?.count ?? 1, 1) : 1, atomic: kind.allocates && isAtomic,
            attributes: kind.allocates ? [] : attributes)
    }

    /// The lowest place that holds it all; behind an IOMMU that put entries together any will do.
    private var place: Place? {
        guard kind.hasPlace else { return nil }
        guard let last = buffer?.map(\.upperBound).max() else { return .below4G }
        return last < 1 << 24 ? .below16M : last < 1 << 32 ? .below4G : .above4G
    }
}
