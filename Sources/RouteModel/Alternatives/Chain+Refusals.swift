extension Chain {
    /// The question whose answer made the kernel refuse, where its message claims another cause; nil where the chain
    /// confirms the message, or where the kernel says nothing.
    public func question(hiddenBy message: Message) -> Question? {
        guard message != .silent, !confirms(message), let composition else { return nil }
        return refusal(in: composition).lazy.compactMap { Question.of($0.slot) }.first
    }

    /// Whether what a message claims was found to be so.
    public func confirms(_ message: Message) -> Bool {
        slots.contains { slot, answer in
            guard !answer else { return false }
            return switch message {
            // An address that passes the mask.
            case .dmaAddrOverflow: slot == .reach || slot == .mmioReach
            case .swiotlbAddrOverflow: slot == .poolReach
            // Slots that are all taken.
            case .swiotlbFull: slot == .poolRoom || slot == .heldRoom
            case .bounceInactive: slot == .poolExists
            case .silent: false
            }
        }
    }

    /// Whether a copy was refused for its size alone.
    public var isTooLarge: Bool { slots.contains { $0.slot == .mappingFits && !$0.answer } }

    /// Whether a function gave something of another type than it says.
    public var givesWrongType: Bool { slots.contains { $0.slot == .modelledPages && !$0.answer } }

    /// The rule that answered the question, as it answered there; where none did, one that could have.
    public func rule(answering question: Question) -> Rule? {
        guard let composition else { return nil }
        let asked = slots.last { question.slots.contains($0.slot) }
        if let asked, let rule = rules([asked], in: composition).first { return rule }
        return question.slots.lazy.compactMap(composition.spec).first.map { composition.rule($0) }
    }

    /// The rule by which the kernel says a message; nil for one that it does not say.
    public func rule(saying message: Message) -> Rule? {
        let speaker: Slot? =
            switch message {
            case .dmaAddrOverflow: .overflowSaid
            case .swiotlbAddrOverflow: .swiotlbOverflowSaid
            case .swiotlbFull: .fullBurst
            case .bounceInactive: .inactiveSaid
            case .silent: nil
            }
        guard let composition, let spec = speaker.flatMap(composition.spec) else { return nil }
        return composition.rule(spec)
    }
}

extension Policy {
    /// Bytes that `dma_max_mapping_size()` tells the driver of a device; `UInt64.max` for no limit, and nil where the policy
    /// does not speak about the boot.
    public func toldSize(_ point: Point) -> UInt64? {
        toldSize(of: point.device, point.parsed.machine)
    }
}

extension Point {
    /// Bytes of the largest piece of its request that is mapped in one.
    public var largestPiece: UInt64 { situation.segmentSize }

    /// Whether the smallest piece of a buffer certainly fills no whole pages.
    public var hasPartsOfPages: Bool {
        request.kind.hasPlace && situation.hasPartsOfPages
    }

    /// Whether a bounce behind an IOMMU leaves segments of the request's list as they are.
    var isBouncedPartly: Bool { situation.isBouncedPartly }

    private var situation: Situation { Situation(parsed.machine, device, request, Facts()) }

    /// Whether an IOMMU of the machine is at work for the device, as the policy has it.
    public func isBehindIOMMU(by policy: Policy) -> Bool {
        var walk = Walk(policy, parsed.machine, device, request, Facts())
        return walk.behindIOMMU()
    }
}
