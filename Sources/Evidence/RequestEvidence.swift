public import GuestProtocol
import RouteModel

/// Everything seen of one request, before anybody says what it means.
public struct RequestEvidence: Sendable {
    /// One transfer of a request, as the guest reports it and as it was seen from outside.
    public struct Move: Hashable, Sendable {
        /// Number of the page of the mapping that the transfer moves.
        public var step: UInt16
        /// The guest's report of the transfer.
        public var report: MoveReport
        /// The store of what the device read, for a to-device request.
        public var store: MoveReport?
        /// The device's DMA registers as they stood after the transfer; nil where nobody looked.
        public var registers: LookRecord.Registers?
        /// Whether the device writes.
        public var writes: Bool
    }

    /// Id of the cell that the request stands for.
    public var cell: String
    /// What the agent was told to map and hold.
    public var order: MapOrder
    /// PCI address of the device, `0000:00:05.0`; empty where no set-up names it.
    public var slot: String
    /// Whether the probe found its device without driver.
    public var isUnbound = false
    /// The outcome of the call; nil where the guest never reported it.
    public var mapped: MapReport?
    /// The transfers that the guest reported, in order.
    public var moves: [Move] = []
    /// The unmapping or freeing; nil where the guest never reported it.
    public var released: ReleaseReport?
    /// What the device's DMA registers held when the request had been refused.
    public var atRest: LookRecord.Registers?
    /// Lines of this request's nonce while it was held, before anything moved; nil where nobody looked.
    public var held: [MemoryRun]?
    /// The same after everything moved.
    public var moved: [MemoryRun]?
    /// What was seen at any look since the first transfer: of a device that reads much, the later bytes that it stores take
    /// the place of the earlier ones.
    public var stored: [MemoryRun] = []
    /// Of what was seen since the first transfer, the lines that the CPU wrote for a sync to bring; in all else they count as those
    /// of before the call.
    var synced: [MemoryRun] = []

    /// Whether registers were read of a transfer that was never made.
    var isMisread = false

    /// What the guest's reports lack, so that they say nothing either way; nil where they are whole.
    var lack: String? {
        guard let mapped else { return "the guest never reported the outcome of the call" }
        if isMisread { return "the device's registers were read of a transfer that nobody made" }
        guard mapped.outcome == .held else { return nil }
        guard moves.count >= order.moves.count else {
            return "the guest reported \(moves.count) of \(order.moves.count) transfers"
        }
        if moves.contains(where: { !$0.writes && $0.report.result == 0 && $0.store == nil }) {
            return "the guest never reported what became of the bytes that the device read"
        }
        if moves.contains(where: { $0.store?.isLike($0.report) == false }) {
            return "the guest reported the store of other bytes than the device read"
        }
        return released == nil ? "the guest never reported the release" : nil
    }

    init(cell: String, order: MapOrder, slot: String) {
        self.cell = cell
        self.order = order
        self.slot = slot
    }
}

/// Everything seen of one boot, sorted by request.
public struct BootEvidence: Sendable {
    /// What was fixed for the boot; nil where its set-up was never recorded.
    public var setUp: ProbeRecord.SetUp?
    /// Every request that the agent was sent, in order.
    public var requests: [RequestEvidence] = []
    /// Every drive that the agent was sent, in order.
    public var drives: [DriveEvidence] = []
    /// Looks at the control DMA, nil where nobody looked.
    public var controlBefore: [MemoryRun]?
    /// Lines of the control DMA at the boot's end; nil where nobody looked.
    public var controlAfter: [MemoryRun]?
    /// Whole lines that stand in both stores at the same place, in a sentence: nobody writes the same twice, so the two
    /// are one memory. nil where nothing like it was seen.
    public private(set) var oneStore: String?
    /// Every look at the pool's state.
    public var pools: [PoolRecord] = []

    /// Of all that was ordered.
    public var nonces: Set<UInt64> { Set(requests.map(\.order.nonce) + drives.map(\.order.nonce)) }

    /// Sorts the records of an attempt; records of requests that were never ordered are passed over.
    public init(probe: [ProbeRecord], looks: [LookRecord]) {
        var index: [UInt32: Int] = [:]
        drives = DriveEvidence.all(probe: probe, looks: looks)
        for record in probe {
            if let setUp = record.setUp { self.setUp = setUp }
            if let order = record.order {
                let device = Int(order.order.device)
                let slots = setUp?.slots ?? []
                let slot = slots.indices.contains(device) ? slots[device] : ""
                index[order.order.request] = requests.count
                var request = RequestEvidence(cell: order.cell, order: order.order, slot: slot)
                request.isUnbound =
                    setUp?.reports.contains { $0.device == order.order.device && $0.bind != 0 } ?? false
                requests.append(request)
            }
            if let mapped = record.mapped, let at = index[mapped.request] { requests[at].mapped = mapped }
            if let released = record.released, let at = index[released.request] { requests[at].released = released }
            if let step = record.moved { take(step, index) }
        }
        for look in looks { take(look, index) }
    }

    private mutating func take(_ step: ProbeRecord.Step, _ index: [UInt32: Int]) {
        for report in step.reports {
            guard let at = index[report.request] else { continue }
            if step.stored {
                guard let move = requests[at].moves.lastIndex(where: { $0.step == step.step }) else { continue }
                requests[at].moves[move].store = report
            } else {
                let writes = requests[at].order.moves.first { $0.step == step.step }?.writes
                requests[at].moves.append(
                    RequestEvidence.Move(
                        step: step.step, report: report, writes: writes ?? requests[at].order.direction.writes))
            }
        }
    }

    private mutating func take(_ look: LookRecord, _ index: [UInt32: Int]) {
        for registers in look.registers ?? [] {
            guard let at = index[registers.request] else { continue }
            if registers.step == LookRecord.Registers.atRest { requests[at].atRest = registers }
            guard let move = requests[at].moves.lastIndex(where: { $0.step == registers.step }) else {
                if registers.step != LookRecord.Registers.atRest { requests[at].isMisread = true }
                continue
            }
            requests[at].moves[move].registers = registers
        }
        pools += look.pools ?? []
        guard let runs = look.runs else { return }
        if oneStore == nil { oneStore = runs.inBothStores }
        switch look.moment {
        case .setUp: controlBefore = runs
        case .finish: controlAfter = runs
        case .held, .moved:
            for request in look.requests {
                guard let at = index[request] else { continue }
                let all = runs.filter { $0.nonce == requests[at].order.nonce }
                let own = all.map(\.unsynced)
                if look.moment == .held {
                    requests[at].held = own
                } else {
                    requests[at].moved = own
                    requests[at].stored += own
                    requests[at].synced += all.filter { $0.role == LineRole.synced.rawValue }
                }
            }
        }
    }
}

extension MoveReport {
    /// Whether it is of the same bytes, and ended as it should.
    fileprivate func isLike(_ other: MoveReport) -> Bool {
        result == 0 && offset == other.offset && length == other.length
    }
}

extension [MemoryRun] {
    fileprivate var inBothStores: String? {
        let plain = Set(filter { $0.store == .plain && $0.intact })
        let twin = first { run in
            guard run.store == .encrypted, run.intact else { return false }
            var other = run
            other.store = .plain
            return plain.contains(other)
        }
        return twin.map { "the two stores show the same bytes at the same place, \(hex($0.physical)): they are one" }
    }
}
