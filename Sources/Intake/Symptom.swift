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
    /// A driver's mapping was refused, and nothing says why.
    case refused
    /// Something fails, and no message says that a DMA was refused.
    case failure
    case none

    /// Whether the report itself shows a refusal.
    var isRefusal: Bool {
        switch self {
        case .fault, .failure, .none, .fullForNoReason: false
        default: true
        }
    }

    /// Whether it proves that DMA of this device goes the direct way.
    var isDirect: Bool {
        switch self {
        case .noPool, .tooLarge, .exhausted, .directOverflow, .poolOverflow, .fullForNoReason: true
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
        if !faults.isEmpty { return .fault }
        if !failedAllocations.isEmpty { return .allocationFails }
        if !refusedMappings.isEmpty { return .refused }
        return complaints.isEmpty && !remedies.contains { $0.value.helps } ? .none : .failure
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
        let known = pools.contains { $0.total != nil && $0.used != nil && $0.size != nil }
        return .fullForNoReason(
            missing: known
                ? [
                    "why a mapping of this size finds no slots while most are free (the device's min_align_mask, or how the free slots lie)"
                ]
                : ["the numbers behind \"swiotlb buffer is full\": sz, total and used tell its three causes apart"])
    }

    /// Line of the symptom, to choose among things that are said several times.
    var symptomLine: Int? {
        (full.first?.line ?? overflows.first?.line ?? inactive.first?.line ?? virtioRefusals.first?.line)
            ?? faults.first?.line
    }
}
