/// What only the running guest knows; nil where it is not known.
public struct Facts: Hashable, Sendable {
    /// Physical ranges of the original memory, one a segment, in order.
    public var buffer: [ClosedRange<UInt64>]?
    /// Physical range of the SWIOTLB pool.
    public var pool: ClosedRange<UInt64>?
    /// What the kernel said earlier in this boot; see ``Policy/said(_:)``.
    public var saidBefore: Said?
    /// How many mappings other devices of the machine may hold in the pool.
    public var heldByOthers: UInt64
    /// Whether the device's driver holds other mappings while it makes this one, as its rings and queues have them.
    public var isDriverAtWork: Bool

    public init(
        buffer: [ClosedRange<UInt64>]? = nil, pool: ClosedRange<UInt64>? = nil, saidBefore: Said? = nil,
        heldByOthers: UInt64 = 0, isDriverAtWork: Bool = false
    ) {
        self.buffer = buffer
        self.pool = pool
        self.saidBefore = saidBefore
        self.heldByOthers = heldByOthers
        self.isDriverAtWork = isDriverAtWork
    }
}

/// A fact that a prediction rests on, and the value it rests on.
public struct GivenFact: Hashable, Sendable {
    /// The facts that a prediction can fork over.
    public enum Fact: String, Sendable {
        case buffer, segments, pool
        case poolRoom = "pool-room"
        case atomicPoolRoom = "atomic-pool-room"
        case iovaRoom = "iova-room"
        case bufferPages = "buffer-pages"
        /// What the kernel said earlier in the same boot.
        case saidBefore = "said-before"
    }

    /// Values of facts: of reach, of room, of how a buffer fills its pages, and of what was said before.
    public enum Answer: String, Sendable {
        case withinMask = "within-mask"
        case beyondMask = "beyond-mask"
        case someWithin = "some-within"
        case noneWithin = "none-within"
        case enough, short, parts, whole, yes, no
        case tenTimes = "ten-times"
        case lessOften = "less-often"
    }

    /// What the prediction depends on.
    public let fact: Fact
    /// The value by which the prediction holds.
    public let answer: Answer

    init(_ fact: Fact, _ answer: Answer) {
        self.fact = fact
        self.answer = answer
    }

    /// Word for the fact, such as `pool-room`.
    public var name: String { fact.rawValue }
    /// Word for the answer, such as `enough`.
    public var value: String { answer.rawValue }

    /// Whether the kernel has said something before that it will not say again.
    public var isSpent: Bool { fact == .saidBefore && (answer == .yes || answer == .tenTimes) }
    /// Whether a buffer shares its pages with something else.
    public var sharesPages: Bool { fact == .bufferPages && answer == .parts }
    /// Whether there is no room in a pool or an address space.
    public var isShort: Bool { answer == .short }
}

/// Routes that a policy allows for a request, for one value of each fact it depends on.
public struct Outcome: Hashable, Sendable {
    /// Facts that decided; empty when what is fixed before the boot decides alone.
    public let given: [GivenFact]
    /// nil: the policy makes no prediction. Of a scatterlist that lies partly in reach of the device each segment
    /// takes one of the routes; of the other kinds the request takes one.
    public let allowed: [Route]?
    /// The rules that led here, in order.
    public let because: Chain
}

/// Which once-only messages a kernel has spent, and how often it used the one that is rate limited.
public struct Said: Hashable, Sendable {
    /// Call sites of `DMA addr … overflow` that have spoken, one bit each.
    var overflowSites: UInt8 = 0
    var swiotlbOverflow = false
    /// `DMA bounce buffers are inactive` was said.
    var inactive = false
    /// Times of `swiotlb buffer is full`.
    var full: UInt16 = 0

    /// Nothing was said yet.
    public init() {}
}

/// The facts that a prediction can depend on.
enum FactName: UInt8, Sendable {
    case buffer, bufferPartly, poolReach, poolRoom, atomicPoolRoom, iovaRoom, bufferAligned
    case saidOverflow, saidSwiotlb, saidFull, saidInactive

    func given(_ answer: Bool) -> GivenFact {
        switch self {
        case .buffer: GivenFact(.buffer, answer ? .withinMask : .beyondMask)
        case .bufferPartly: GivenFact(.segments, answer ? .someWithin : .noneWithin)
        case .poolReach: GivenFact(.pool, answer ? .withinMask : .beyondMask)
        case .poolRoom: GivenFact(.poolRoom, answer ? .enough : .short)
        case .atomicPoolRoom: GivenFact(.atomicPoolRoom, answer ? .enough : .short)
        case .iovaRoom: GivenFact(.iovaRoom, answer ? .enough : .short)
        case .bufferAligned: GivenFact(.bufferPages, answer ? .parts : .whole)
        case .saidOverflow, .saidSwiotlb, .saidInactive: GivenFact(.saidBefore, answer ? .yes : .no)
        case .saidFull: GivenFact(.saidBefore, answer ? .tenTimes : .lessOften)
        }
    }
}
