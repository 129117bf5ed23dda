import GuestProtocol
public import RouteModel

/// Every DMA that the kernel's trace shows of one device, from the first instruction on.
public struct DriverTraffic: Sendable {
    /// The device's calls by what tells them apart, in the order in which the trace shows the first of each.
    public private(set) var groups: [DMACallGroup] = []
    /// Calls that no group has room for.
    public private(set) var beyond = 0
    /// Entries of lists that lines of the trace do not show.
    public internal(set) var hidden = 0
    /// The masks as the driver left them; nil where the trace does not tell.
    public internal(set) var masks: DMAMasks?
    /// Whether the device was seen from outside to use addresses, and how many calls that showed.
    public internal(set) var isWatched = false
    /// Pages that the device used and no call gave it, in a sentence each; only the first few.
    public internal(set) var strays: [String] = []

    private var index: [DMACallGroup.Key: Int] = [:]

    /// Groups kept at the most: a guest decides what its driver does.
    private static let limit = 4096

    init() {}

    /// Nothing where the trace never names the device.
    init(
        of drive: DriveEvidence, in index: TraceIndex, facts: GuestFacts, space: AddressSpace, translations: DeviceTrace
    ) {
        guard let device = index.device(drive.order.slot) else { return }
        let use = DeviceUse(translations, slot: drive.order.slot, isNVMe: drive.isNVMe)
        self =
            TrafficReader(index, slot: drive.order.slot, device: device, facts: facts, space: space, use: use).traffic
    }

    /// The kinds of call that it has, in the order in which the trace shows them first.
    public var kinds: [RequestKind] {
        var seen: Set<RequestKind> = []
        return groups.map(\.call.kind).filter { seen.insert($0).inserted }
    }

    /// The calls of one kind alone. What no group has room for, and so no kind, counts with the first.
    public func only(_ kind: RequestKind) -> DriverTraffic {
        var part = self
        part.groups = groups.filter { $0.call.kind == kind }
        part.index = [:]
        if kind != kinds.first {
            part.beyond = 0
            part.hidden = 0
        }
        return part
    }

    /// How many calls the trace shows, with those that no group has room for.
    public var total: Int { groups.reduce(beyond) { $0 + $1.count } }

    mutating func add(_ call: DMACall, confirmed: Bool, line: @autoclosure () -> String) {
        let key = DMACallGroup.Key(call)
        if let at = index[key] {
            groups[at].count += 1
            if call.isEarly { groups[at].early += 1 }
            if confirmed { groups[at].confirmed += 1 }
            return
        }
        guard groups.count < Self.limit else {
            beyond += 1
            return
        }
        index[key] = groups.count
        groups.append(
            DMACallGroup(
                call: call, count: 1, early: call.isEarly ? 1 : 0, confirmed: confirmed ? 1 : 0, line: line()))
    }

    /// The first allocation, which is a virtio driver's first queue.
    var firstAllocation: DMACallGroup? { groups.first { $0.call.kind.allocates } }

    /// Whether the pool served any of it.
    public var isBounced: Bool {
        groups.contains(where: \.isBounced)
    }

    /// Mappings from before /init that the pool served; the driver may hold each of them still.
    public var earlyBounces: UInt64 {
        groups.reduce(0) { $0 + ($1.early > 0 && $1.isBounced ? UInt64(clamping: $1.early) : 0) }
    }

    /// As a journal keeps it.
    public var counts: DMACounts {
        var counts = DMACounts()
        for group in groups {
            counts.kinds[group.call.kind.rawValue, default: 0] += group.count
            counts.paths[group.call.path, default: 0] += group.count
            counts.early += group.early
            counts.confirmed += group.confirmed
        }
        counts.total = total
        counts.shapes = groups.count
        counts.hiddenEntries = hidden
        return counts
    }
}

/// How many DMAs a driver made, by what tells them apart.
public struct DMACounts: Hashable, Codable, Sendable {
    /// How many calls the driver made, with those that no shape has room for.
    public var total = 0
    /// By the call that asked for it: `map-page`, `map-sg`, `map-resource`, `alloc-coherent`, `alloc-pages`,
    /// `alloc-noncontiguous`.
    public var kinds: [String: Int] = [:]
    /// By the path that the trace shows; `untold` where it shows too little.
    public var paths: [String: Int] = [:]
    /// Made before /init.
    public var early = 0
    /// Whose addresses the device was seen from outside to use.
    public var confirmed = 0
    /// How many of them a rule could tell apart.
    public var shapes = 0
    /// Entries of lists that lines of the trace do not show, and that are not judged.
    public var hiddenEntries = 0

    public init() {}
}
