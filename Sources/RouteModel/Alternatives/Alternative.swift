/// The same kernel with another legal answer at one question of a chain.
public struct Alternative: Sendable {
    /// The question that is answered otherwise.
    public let question: Question
    /// The kernel that answers it so.
    public let policy: Policy
}

extension Policy {
    /// The same kernel with another answer at one question of a chain, where the kernel is free to give it: no option of
    /// the user and no arithmetic stands against it. The last question of the chain comes first.
    public func alternatives(to chain: Chain, at point: Point) -> Alternatives { Alternatives(self, chain, point) }

    /// With the opposite answer; who does not refuse an allocation that must be decrypted decrypts it, and who bounces what
    /// was not bounced does so with every segment.
    fileprivate func answering(_ slot: Slot, otherThan answer: Bool, at point: Point) -> Policy {
        var turned = negated.toggling(slot)
        if slot == .iommuBounces, !answer, point.isBouncedPartly { turned = turned.toggling(.iommuBouncesPartly) }
        if slot == .allocShared { turned = turned.toggling(.allocDecrypted) }
        return Policy(composition, number: number, negated: turned)
    }
}

/// The alternatives to a chain, each made when it is asked for: the first ones mostly answer what is looked for.
public struct Alternatives: Sequence, IteratorProtocol {
    private let policy: Policy
    private let entries: Chain.Entries
    private let point: Point
    private let asked: AskedChain
    /// How many places were looked at: the entries from the last to the first, again from the first for those that only
    /// add, and one behind all.
    private var looked = 0

    fileprivate init(_ policy: Policy, _ chain: Chain, _ point: Point) {
        self.policy = policy
        self.point = point
        entries = chain.slots
        asked = AskedChain(entries, point)
    }

    /// The next one; nil behind the last.
    public mutating func next() -> Alternative? {
        let count = entries.count
        while looked < 2 * count {
            // What only adds routes is the last to be blamed.
            let isSecond = looked >= count
            let (slot, answer) = entries[isSecond ? looked - count : count - 1 - looked]
            looked += 1
            guard slot.onlyAdds == isSecond, let question = Question.of(slot),
                asked.mayAnswer(slot, otherThan: answer)
            else { continue }
            return Alternative(question: question, policy: policy.answering(slot, otherThan: answer, at: point))
        }
        guard looked == 2 * count else { return nil }
        looked += 1
        // Looked at last of all: what else was asked comes before it.
        guard point.request.kind.allocates || point.request.kind == .driverIO, asked.isMapped else { return nil }
        return Alternative(
            question: .decryptBehindIOMMU, policy: policy.answering(.allocDecrypted, otherThan: false, at: point))
    }
}

extension Slot {
    fileprivate var onlyAdds: Bool { self == .iommuBouncesPartly }
}

/// What was asked in a chain, as far as it says which other answers were open to the kernel.
private struct AskedChain {
    private var asked = SlotSet()
    /// Of those asked the ones that were answered yes, at first where more than once.
    private var affirmed = SlotSet()
    private let point: Point

    init(_ entries: Chain.Entries, _ point: Point) {
        self.point = point
        for (slot, answer) in entries where !asked.contains(slot) {
            asked.insert(slot)
            if answer { affirmed.insert(slot) }
        }
    }

    /// Whether an IOMMU was asked for addresses.
    var isMapped: Bool { asked.contains(.iovaRoom) }

    private var isOfRegisters: Bool { point.request.kind == .mapResource }
    private var options: Options { point.parsed.machine.options }

    /// Whether the kernel could have answered the opposite.
    func mayAnswer(_ slot: Slot, otherThan answer: Bool) -> Bool {
        switch slot {
        // The user's word; and nothing is bounced without a pool.
        case .forceBounce: answer ? !affirmed.contains(.forceAsked) && !isOfRegisters : affirmed.contains(.poolExists)
        // iommu=off stops the pool by what it is documented to do.
        case .poolWanted: !answer && !options.iommuOff
        // An address that passes the limit passes it, whatever anybody answers.
        case .reach: answer
        // What is asked of memory is not asked of registers.
        case .wantsUnencrypted, .forceUnencrypted, .addressEncrypted: !isOfRegisters
        case .iommuBounces: !isOfRegisters
        // Without a copy there is nothing to refuse but what the caller forbids to copy.
        case .forceRefuses, .forceRefusesAloud: answer && isOfRegisters
        case .sharedUnbounced, .sharedNeedsForce, .sharedRefused, .viommuUnserved, .allocShared, .guestIOMMU,
            .iommuBouncesPartly:
            answer
        case .mmioShared, .virtioUsesAPI, .virtioAccepted, .poolFitsDevice, .hostPoolMatches, .modelledPages: !answer
        case .allocUnencrypted: affirmed.contains(.encrypts)
        case .entryEncrypted, .requestEncrypted: true
        default: false
        }
    }
}
