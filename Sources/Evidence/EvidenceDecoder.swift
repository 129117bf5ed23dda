import GuestProtocol
public import RouteModel

/// Why a side's files cannot be relied on: cut, missing, or with lines that are none. What is left of them may look
/// whole.
public struct EvidenceDamage: Hashable, Sendable {
    /// Why the guest's files cannot be relied on, in a sentence; nil where they can.
    public var guest: String?
    /// Why the records of the looks from outside cannot be relied on, in a sentence; nil where they can.
    public var device: String?

    public init(guest: String? = nil, device: String? = nil) {
        self.guest = guest
        self.device = device
    }
}

/// Turns the evidence of a boot into one observation a request.
public struct EvidenceDecoder {
    let boot: BootEvidence
    let facts: GuestFacts
    let index: TraceIndex
    let space: AddressSpace
    let translations: DeviceTrace
    let isEncrypting: Bool
    private var observations: [String: Observation] = [:]
    private var traffics: [String: DriverTraffic] = [:]
    /// By slot.
    private var beside: [String: UInt64] = [:]
    /// Devices that nothing was asked of and that are looked at, at the most: a guest decides what its trace names.
    private static let mostBeside = 16

    /// - Parameters:
    ///   - log: The kernel's log, a line each.
    ///   - trace: ftrace's text.
    ///   - statistics: The kernel's counters of the trace.
    ///   - deviceTrace: QEMU's own trace.
    ///   - machine: What the boot was to be; decides what an address means.
    ///   - damage: A side that is named here shows nothing.
    public init(
        boot: BootEvidence, facts: GuestFacts, log: [String], trace: [UInt8], statistics: [UInt8],
        deviceTrace: [UInt8], machine: Boot?, damage: EvidenceDamage = EvidenceDamage()
    ) {
        var index = TraceIndex(
            text: trace, statistics: TraceStatistics(statistics), notArmed: facts.traceNotArmed)
        index.probed = Set(boot.requests.compactMap { [index] in index.device($0.slot) })
        isEncrypting = log.contains { KernelMessages.encryption(in: $0) != nil }
        let space = AddressSpace(machine, isActive: isEncrypting)
        let translations = DeviceTrace(deviceTrace)
        (self.boot, self.facts, self.index) = (boot, facts, index)
        (self.space, self.translations) = (space, translations)
        for drive in boot.drives {
            let traffic = DriverTraffic(of: drive, in: index, facts: facts, space: space, translations: translations)
            traffics[drive.cell] = traffic
            let guest = DriverGuestSide(
                drive: drive, boot: boot, trace: index, facts: facts, space: space, traffic: traffic)
            let device = DriverDeviceSide(drive: drive, boot: boot, translations: translations, space: space).side
            observations[drive.cell] = Observation(
                cell: drive.cell, guest: damage.guest.map(Side.lost) ?? guest.side,
                device: damage.device.map(Side.lost) ?? device, data: drive.data(device), buffer: [], saidBefore: [],
                oneStore: boot.oneStore, dmas: traffic.counts)
        }
        let asked = Set(boot.drives.map(\.order.slot) + boot.requests.map(\.slot))
        let others = index.trace.devices.enumerated().filter { !asked.contains($1) }
        for (device, slot) in others.prefix(Self.mostBeside) {
            let use = DeviceUse(translations, slot: slot, isNVMe: false)
            let reader = TrafficReader(index, slot: slot, device: device, facts: facts, space: space, use: use)
            beside[slot] = reader.traffic.earlyBounces
        }
        var said: [Observation.Said] = []
        for request in boot.requests {
            let kind = RequestKind(request.order.kind)
            let hear = { (log: [String]?, kind: RequestKind) in
                (log ?? []).compactMap(KernelMessages.refusal).map { Observation.Said(message: $0, kind: kind) }
            }
            // What precedes a call maps by dma_map_single().
            said += hear(request.mapped?.logBefore, .mapSingle)
            let guest = GuestSide(
                request: request, trace: index, facts: facts, space: space, control: boot.control(request.order.device))
            let device = DeviceSide(request: request, boot: boot, translations: translations, space: space)
            observations[request.cell] = Observation(
                cell: request.cell, guest: damage.guest.map(Side.lost) ?? guest.side,
                device: damage.device.map(Side.lost) ?? device.side, data: request.data(device.side),
                buffer: request.bufferRanges, saidBefore: said, notAsked: request.notAsked, lack: request.kernelsLack,
                held: request.heldBefore, copy: request.copy(guest.side, space),
                oneStore: boot.oneStore, differing: request.differing)
            said += hear(request.mapped?.log, kind)
        }
    }

    /// Every DMA of the device that a cell's driver drove; nil for other cells.
    public func traffic(of cell: String) -> DriverTraffic? { traffics[cell] }

    /// Mappings from before /init that the pool served to a device of which nothing was asked; its driver may hold each of
    /// them still.
    /// - Parameter slot: the device's, such as `0000:00:04.0`.
    public func earlyBounces(at slot: String) -> UInt64 { beside[slot] ?? 0 }

    /// What was seen of a cell; where nobody ever asked, an observation that says so.
    public func observation(of cell: String) -> Observation {
        observations[cell]
            ?? Observation(
                cell: cell, guest: .notWorking("the request was never made"),
                device: .notWorking("the request was never made"), data: .nothingMoved, buffer: [], saidBefore: [],
                notAsked: "the guest ended before this request was made")
    }
}

extension RequestKind {
    init(_ kind: CallKind) {
        switch kind {
        case .mapSingle: self = .mapSingle
        case .mapPage: self = .mapPage
        case .mapSG: self = .mapSG
        case .mapResource: self = .mapResource
        case .allocCoherent: self = .allocCoherent
        case .allocPages: self = .allocPages
        case .allocNoncontiguous: self = .allocNoncontiguous
        }
    }
}

extension RequestEvidence {
    var bufferRanges: [ClosedRange<UInt64>] {
        (mapped?.buffer ?? []).compactMap { segment in
            let (end, overflowed) = segment.physical.addingReportingOverflow(UInt64(max(1, segment.length)) - 1)
            return overflowed ? nil : segment.physical...end
        }
    }

    var notAsked: String? {
        switch mapped?.outcome {
        case .noBuffer: "the guest found no memory in [\(hex(order.low)), \(hex(order.high)))"
        case .notLoaded where isUnbound: nil
        case .notLoaded: "the device could not be loaded by its control DMA"
        default: nil
        }
    }

    /// Why this kernel cannot be asked for such a request; told by the probe, which was built against its headers.
    var kernelsLack: String? {
        mapped?.outcome == .noAttribute ? "this kernel has none of the attributes asked for, or not all" : nil
    }

    /// See ``Observation/copy``.
    func copy(_ guest: Side, _ space: AddressSpace) -> UInt64? {
        guard order.processor != nil, guest.view?.paths == [.bounce] else { return nil }
        return mapped?.mapping.first.map { space.physical($0.address) }
    }

    /// Of the mappings that were to be held meanwhile, those that the kernel made; nil where none were to be.
    var heldBefore: UInt64? { order.prelude.held == 0 ? nil : mapped.map { UInt64($0.served) } }
}

extension BootEvidence {
    /// Address of a device's control buffer, as the probe reports it; nil where it has none.
    fileprivate func control(_ device: UInt8) -> UInt64? {
        let report = setUp?.reports.first { $0.device == device && $0.bind == 0 }
        return report.flatMap { $0.controlAddress == 0 || $0.controlAddress == .max ? nil : $0.controlAddress }
    }
}

extension TraceEvent {
    /// Whether an allocation returned memory.
    var givesMemory: Bool {
        kind == .result && [.alloc, .allocPages, .allocNoncontiguous].contains(function) && address != 0
    }
}
