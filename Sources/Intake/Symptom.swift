import RouteModel

/// What a report complains about, as something that a prediction can show.
enum Symptom: Hashable, Sendable {
    /// There is no pool, and a mapping that the device cannot reach is refused.
    case noPool
    /// One mapping is larger than the pool's largest; the pool may be nearly used up besides.
    case tooLarge(alsoExhausted: Bool)
    /// The pool is used up.
    case exhausted
    /// The pool is said to be full and the numbers that tell why are not there, or contradict it.
    case fullForNoReason(missing: [String])
    /// `DMA addr … overflow`.
    case directOverflow
    /// `swiotlb addr … overflow`.
    case poolOverflow
    case bounceInactive
    case virtioRefused
    case allocationFails
    /// An IOMMU reports an access that it does not translate.
    case fault
    /// The pool lies beyond the device's mask, by the range that the kernel printed.
    case poolOutOfReach
    /// What else the kernel says of DMA.
    case trouble(Trouble)
    /// A line that looks like a refusal could not be read.
    case unreadable
    /// The kernel said at boot that it got no pool, and nothing was refused.
    case warnedAtBoot
    /// A driver's mapping was refused, and nothing says why.
    case refused
    /// Something fails, and no message says that a DMA was refused.
    case failure
    case none

    /// Whether the report itself shows a refusal.
    var isRefusal: Bool {
        switch self {
        case .fault, .failure, .none, .fullForNoReason, .unreadable, .warnedAtBoot, .trouble: false
        default: true
        }
    }

    /// Whether it proves that DMA of this device goes the direct way.
    var isDirect: Bool {
        switch self {
        case .noPool, .tooLarge, .exhausted, .directOverflow, .poolOverflow, .poolOutOfReach, .fullForNoReason: true
        default: false
        }
    }
}

extension Reading {
    /// Bytes that one mapping of a pool can have: 128 slots of 2 KiB.
    static let largestMapping: UInt64 = 256 << 10

    /// The most telling symptom.
    var symptom: Symptom {
        if let full = fullSymptom { return full }
        if let overflow = overflows.last(where: { $0.value.form == .bounced }) ?? overflows.last {
            return overflow.value.form == .bounced ? .poolOverflow : .directOverflow
        }
        if !inactive.isEmpty { return .bounceInactive }
        if !virtioRefusals.isEmpty { return .virtioRefused }
        if pools.contains(where: { $0.value == .absent }) { return .noPool }
        if unread.contains(where: \.value.isAlarming) { return .unreadable }
        if poolLiesBeyondMask { return .poolOutOfReach }
        if !faults.isEmpty { return .fault }
        if let shortage = troubles.last(where: \.value.isShortage) { return .trouble(shortage.value) }
        if !failedAllocations.isEmpty { return .allocationFails }
        // A checker's word on a driver's use of the API is no mapping that was refused.
        if let trouble = troubles.first { return .trouble(trouble.value) }
        if !refusedMappings.isEmpty { return .refused }
        if !poolWarnings.isEmpty { return .warnedAtBoot }
        let isHelped = remedies.contains { $0.value.helps } || !routingRemedies.isEmpty
        return complaints.isEmpty && failureLines.isEmpty && !isHelped ? .none : .failure
    }

    private var fullSymptom: Symptom? {
        guard !full.isEmpty else { return nil }
        let pools = full.map(\.value)
        if pools.contains(where: { $0.total == 0 }) { return .noPool }
        let isUsedUp = pools.contains { pool in
            guard let total = pool.total, let used = pool.used else { return false }
            return Double(used) >= 0.9 * Double(total)
        }
        if pools.contains(where: { ($0.size ?? 0) > Self.largestMapping }) { return .tooLarge(alsoExhausted: isUsedUp) }
        if isUsedUp { return .exhausted }
        // Before 5.0 the message cannot come without a pool, and of a size that fits only the pool's use is left.
        if isBefore(5, 0) || pools.contains(where: \.isOld), !pools.contains(where: { $0.total != nil }),
            pools.contains(where: { $0.size != nil })
        {
            return .exhausted
        }
        // What more slots end is neither a pool that is absent nor a mapping too large for any.
        if !pools.contains(where: { $0.total != nil || $0.size != nil }), isEndedBySlots { return .exhausted }
        let known = pools.contains { $0.total != nil && $0.used != nil && $0.size != nil }
        return .fullForNoReason(
            missing: known
                ? [
                    "why a mapping of this size finds no slots while most are free (the device's min_align_mask, or how the free slots lie)"
                ]
                : ["the numbers behind \"swiotlb buffer is full\": sz, total and used tell its three causes apart"])
    }

    private var isEndedBySlots: Bool {
        remedies.contains { noted in
            let remedy = noted.value
            return remedy.helps && remedy.added && remedy.option.hasPrefix("swiotlb=")
                && remedy.option.dropFirst(8).first?.isNumber == true
        }
    }

    /// Whether the kernel is known to be older.
    func isBefore(_ major: Int, _ minor: Int) -> Bool {
        let most = kernels.map(\.value.weight).max() ?? 0
        guard let kernel = kernels.last(where: { $0.value.weight == most }) else { return false }
        return kernel.value.version < KernelVersion(major: major, minor: minor)
    }

    /// Whether the printed pool begins beyond what a device of the named mask reaches.
    private var poolLiesBeyondMask: Bool {
        guard let range = poolRanges.last?.value, let bits = masks.last?.value, bits < 64 else { return false }
        return range.lowerBound >> UInt64(bits) > 0
    }

    /// Line of the symptom, to choose among things that are said several times.
    var symptomLine: Int? {
        (full.first?.line ?? overflows.first?.line ?? inactive.first?.line ?? virtioRefusals.first?.line)
            ?? faults.first?.line
    }
}
