import RouteModel

/// Puts the lines of a trace together to the calls that one device's driver made.
///
/// Of one task on one CPU, in or out of an interrupt, the lines of a call come one behind the other and before those of
/// the next: what the pool and the IOMMU's tables had to do with it, then the call itself. So they are kept by context
/// until the call ends.
///
/// Source: 7.3 kernel/dma/mapping.c:dma_map_phys, which reports a call behind all that it did; 6.1
/// kernel/dma/mapping.c:dma_map_page_attrs, whose entry and return the agent's probes report.
struct TrafficReader {
    let device: Int
    let facts: GuestFacts
    let space: AddressSpace
    let straightPath: Path
    /// Whether the trace tells when a driver sets its masks, and which slots of the pool it is given.
    let seesMasks: Bool
    let seesPool: Bool
    let seesAtomicPool: Bool
    private let text: [UInt8]
    private let use: DeviceUse
    private let dropsEarly: Bool
    private(set) var traffic = DriverTraffic()
    /// Pages that calls of this device were given: I/O virtual page to physical ones.
    private var given: [UInt64: Set<UInt64>] = [:]

    private var masks = DMAMasks.pci
    private var isEarly = false
    private var underWay: [UInt64: UnderWay] = [:]
    /// Lists and allocations whose addresses the trace tells only where they are given back, by where they stand.
    private var open: [UInt64: Open] = [:]

    /// What has happened in one context since its last call.
    struct UnderWay {
        var bounced: [UInt64] = []
        /// From where to which slot of the pool the kernel copies.
        var slots: [UInt64: UInt64] = [:]
        var asksPool: UInt64?
        var asksAtomicPool = false
        var fromAtomicPool = false
        var translations: [TraceEvent] = []
        var call: TraceEvent?
        var asksMask: (function: TraceEvent.Function, value: UInt64)?

        /// Kept of each at the most.
        static let limit = 1024
    }

    private struct Open {
        var call: DMACall
        var done: UnderWay
        var line: Range<Int>
    }

    private static let limit = 4096

    /// - Parameter dropsEarly: whether calls from before the agent's first mark are passed over.
    init(
        _ index: TraceIndex, slot: String, device: Int, facts: GuestFacts, space: AddressSpace, use: DeviceUse,
        dropsEarly: Bool = false
    ) {
        self.dropsEarly = dropsEarly
        self.device = device
        self.facts = facts
        self.space = space
        self.use = use
        text = index.text
        straightPath = facts.groupTypes[slot] == "identity" ? .identity : .direct
        seesMasks = facts.probes.isSuperset(of: [
            "set_mask", "set_mask_ret", "set_coherent_mask", "set_coherent_mask_ret",
        ])
        seesPool = facts.probes.isSuperset(of: ["pool_map", "pool_map_ret"])
        seesAtomicPool = facts.probes.isSuperset(of: ["atomic_pool", "atomic_pool_ret"])
        isEarly = index.trace.events.contains { $0.kind == .agent }
        for event in index.trace.events { read(event) }
        for (_, one) in open.sorted(by: { $0.value.line.lowerBound < $1.value.line.lowerBound }) {
            add(one.call, one.line)
        }
        traffic.masks = seesMasks ? masks : nil
        traffic.isWatched = use.isWatched
        traffic.strays = use.strays(given: given, bit: space.mask, isIdentity: straightPath == .identity)
    }

    private mutating func read(_ event: TraceEvent) {
        switch event.kind {
        case .agent: isEarly = false
        case .bounced where event.device == nil || event.device == device:
            note(event) { $0.bounced.append(event.physical) }
        case .iommuMap: note(event) { $0.translations.append(event) }
        case .call where event.device == device: called(event)
        case .call: if event.function.isRequest { underWay[event.context] = nil }
        case .result: returned(event)
        case .map, .mapSG, .mapSGError, .alloc:
            let done = underWay.removeValue(forKey: event.context) ?? UnderWay()
            guard event.device == device else { return }
            finish(event, result: event, done)
        case .bounced, .begin, .end: return
        }
    }

    private mutating func note(_ event: TraceEvent, _ change: (inout UnderWay) -> Void) {
        var one = underWay[event.context] ?? UnderWay()
        guard one.bounced.count < UnderWay.limit, one.translations.count < UnderWay.limit,
            one.slots.count < UnderWay.limit, underWay.count < Self.limit
        else { return }
        change(&one)
        underWay[event.context] = one
    }

    private mutating func called(_ event: TraceEvent) {
        switch event.function {
        case .poolMap: note(event) { $0.asksPool = event.physical }
        case .atomicPool: note(event) { $0.asksAtomicPool = true }
        case .setMask, .setCoherentMask: note(event) { $0.asksMask = (event.function, event.address) }
        case .free: givenBack(event, at: event.physical, [event.address])
        case .unmapSG: givenBack(event, at: event.details?.list ?? 0, event.addresses ?? [])
        case .none: return
        default:
            underWay[event.context] = nil
            note(event) { $0.call = event }
        }
    }

    private mutating func returned(_ event: TraceEvent) {
        guard var one = underWay[event.context] else { return }
        switch event.function {
        case .poolMap:
            if let origin = one.asksPool, event.address != .max { one.slots[space.physical(origin)] = event.address }
            one.asksPool = nil
        case .atomicPool: if one.asksAtomicPool, event.address != 0 { one.fromAtomicPool = true }
        case .setMask, .setCoherentMask:
            if let (function, value) = one.asksMask, function == event.function, event.address == 0 {
                if function == .setMask { masks.streaming = value } else { masks.coherent = value }
            }
            one.asksMask = nil
        default:
            guard let call = one.call, call.function == event.function else { return }
            underWay[event.context] = nil
            return finish(call, result: event, one)
        }
        underWay[event.context] = one
    }

    private mutating func finish(_ call: TraceEvent, result: TraceEvent, _ done: UnderWay) {
        for map in done.translations { keep(map) }
        var made = DMACall(call, masks: seesMasks ? masks : nil, isEarly: isEarly)
        made.buffer = facts.buffer(of: call)
        traffic.hidden = traffic.hidden.addingUpToMax(call.details?.hidden ?? 0)
        if call.kind == .call, made.isOpen(result), open.count < Self.limit {
            made.seen = .untold("the trace tells its address where it is given back, and it was not")
            let at = made.kind == .mapSG ? call.details?.list ?? 0 : result.address
            if made.kind.allocates { settle(&made, address: nil, virtual: result.address, done) }
            open[at] = Open(call: made, done: done, line: call.line)
            return
        }
        made.seen = seen(call, result: result, made, done)
        add(made, call.line)
    }

    /// A list or an allocation of a release without events for them is given back, with its addresses.
    private mutating func givenBack(_ event: TraceEvent, at place: UInt64, _ addresses: [UInt64]) {
        guard place != 0, var one = open.removeValue(forKey: place) else { return }
        if one.call.kind.allocates {
            settle(&one.call, address: addresses.first, virtual: place, one.done)
        } else {
            // Behind what is shown of the list stands what happens to lie there.
            let shown = one.call.buffer?.count ?? addresses.count
            one.call.seen = list(
                Array(addresses.prefix(shown)), event.details?.sizes ?? [], one.call.buffer, one.done)
        }
        add(one.call, one.line)
    }

    private mutating func add(_ call: DMACall, _ line: Range<Int>) {
        guard !dropsEarly || !call.isEarly else { return }
        let confirmed = call.seen.view?.top.map { top in
            let length = max(call.size, 1)
            return use.touches((top >= length - 1 ? top - (length - 1) : 0)...top)
        }
        traffic.add(
            call, confirmed: confirmed ?? false, line: String(decoding: text[line].prefix(1000), as: UTF8.self))
    }

    /// Pages kept at the most.
    private mutating func keep(_ map: TraceEvent) {
        let pages = min((map.size >> 12) + (map.size & 4095 == 0 ? 0 : 1), 1 << 16)
        guard given.count < 1 << 20 else { return }
        for page in 0..<pages { given[(map.address >> 12) &+ page, default: []].insert((map.physical >> 12) &+ page) }
    }
}
