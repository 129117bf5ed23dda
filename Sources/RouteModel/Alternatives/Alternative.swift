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
    public func alternatives(to chain: Chain, at point: Point) -> [Alternative] {
        let entries = chain.slots
        let asked = AskedChain(entries, point)
        var found: [Alternative] = []
        // What only adds routes is the last to be blamed.
        let ordered = entries.reversed().filter { !$0.slot.onlyAdds } + entries.filter(\.slot.onlyAdds)
        for (slot, answer) in ordered {
            guard let question = Question.of(slot), asked.mayAnswer(slot, otherThan: answer) else { continue }
            found.append(Alternative(question: question, policy: answering(slot, otherThan: answer, at: point)))
        }
        // Looked at last of all: what else was asked comes before it.
        if point.request.kind.allocates || point.request.kind == .driverIO, asked.isMapped {
            found.append(
                Alternative(
                    question: .decryptBehindIOMMU, policy: answering(.allocDecrypted, otherThan: false, at: point)))
        }
        return found
    }

    /// With the opposite answer; who does not refuse an allocation that must be decrypted decrypts it, and who bounces what
    /// was not bounced does so with every segment.
    private func answering(_ slot: Slot, otherThan answer: Bool, at point: Point) -> Policy {
        var turned = negated.toggling(slot)
        if slot == .iommuBounces, !answer, point.isBouncedPartly { turned = turned.toggling(.iommuBouncesPartly) }
        if slot == .allocShared { turned = turned.toggling(.allocDecrypted) }
        return Policy(composition, number: number, negated: turned)
    }
}

extension Slot {
    fileprivate var onlyAdds: Bool { self == .iommuBouncesPartly }
}

/// What was asked in a chain, as far as it says which other answers were open to the kernel.
private struct AskedChain {
    private let answers: [Slot: Bool]
    private let point: Point

    init(_ entries: [Chain.Entry], _ point: Point) {
        answers = Dictionary(entries.map { ($0.slot, $0.answer) }, uniquingKeysWith: { first, _ in first })
        self.point = point
    }

    /// Whether an IOMMU was asked for addresses.
    var isMapped: Bool { answers[.iovaRoom] != nil }

    private var isOfRegisters: Bool { point.request.kind == .mapResource }
    private var options: Options { point.parsed.machine.options }

    /// Whether the kernel could have answered the opposite.
    func mayAnswer(_ slot: Slot, otherThan answer: Bool) -> Bool {
        switch slot {
        // The user's word; and nothing is bounced without a pool.
        case .forceBounce: answer ? answers[.forceAsked] != true && !isOfRegisters : answers[.poolExists] == true
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
        case .allocUnencrypted: answers[.encrypts] == true
        case .entryEncrypted, .requestEncrypted: true
        default: false
        }
    }
}
