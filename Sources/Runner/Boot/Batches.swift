import GuestProtocol
import Plan
import RouteModel

/// Cells of one boot that run side by side: at most one a device.
///
/// An edu transfer takes 100 ms of the guest's time whatever its size, so devices that work together cost as much as
/// one.
struct Batches {
    struct Item {
        var cell: Cell
        var order: MapOrder
    }

    /// In the order of the protocol's device numbers.
    let devices: [Device]
    let all: [[Item]]

    /// - Parameters:
    ///   - hasProbe: whether the guest has what drives these devices; without it nothing is asked of them.
    ///   - nonce: called once a request; must never repeat in a run.
    init(_ boot: PlannedBoot, hasProbe: Bool, nonce: () -> UInt64) {
        // Where only the kernel's own drivers drive, a device more shows that both sides work.
        devices = boot.seated.isEmpty ? [Device(name: "control", dmaMask: 64)] : boot.seated
        var queues: [[Cell]] = devices.map { device in boot.cells.filter { $0.device == device } }
        var batches: [[Item]] = []
        if !hasProbe { queues = [] }
        var number: UInt32 = 1
        // Equal requests meet in one batch, because a batch lasts as long as its longest request.
        while let leader = queues.compactMap(\.first).first {
            var batch: [Item] = []
            for index in queues.indices {
                // What fills the pool is asked alone: others would find none, and take some of its room.
                if leader.request.held > 0, !batch.isEmpty { break }
                let like = queues[index].firstIndex { $0.request == leader.request }
                guard let position = like else { continue }
                let cell = queues[index].remove(at: position)
                guard let order = Self.order(cell, device: index, number: number, nonce: nonce()) else { continue }
                batch.append(Item(cell: cell, order: order))
                number += 1
            }
            batches.append(batch)
        }
        all = batches
    }

    /// What the agent is asked for a cell; nil where the probe cannot ask it.
    static func order(_ cell: Cell, device: Int, number: UInt32, nonce: UInt64) -> MapOrder? {
        guard cell.lack == nil, let kind = CallKind(cell.request.kind) else { return nil }
        let request = cell.request
        let (range, other) = windows(of: cell, device: device)
        return MapOrder(
            request: number, device: UInt8(clamping: device), kind: kind,
            direction: request.moved == .backwards ? .fromDevice : CallDirection(request.direction),
            size: UInt32(clamping: request.size), segments: UInt16(clamping: request.segments),
            uneven: request.cut == .growing, low: range?.lowerBound ?? 0, high: range?.upperBound ?? 0,
            otherLow: other?.lowerBound ?? 0, otherHigh: other?.upperBound ?? 0, nonce: nonce,
            atomic: request.atomic, handsPhysical: request.address == .physical,
            attributes: request.attributes.rawValue,
            prelude: Prelude(
                held: UInt32(clamping: request.held), earlierMaskBits: UInt8(clamping: request.earlierMask ?? 0)),
            processor: request.cpu.map { UInt8(clamping: $0) }, sync: CallSync(request.sync),
            isLate: request.moved == .afterUnmap, offset: UInt16(clamping: request.offset),
            isBackwards: request.moved == .backwards)
    }

    /// Where the buffer may lie, and where every second segment of it where that is elsewhere.
    private static func windows(of cell: Cell, device: Int) -> (Range<UInt64>?, Range<UInt64>?) {
        func window(_ place: Place) -> Range<UInt64>? {
            RAMLayout(ram: cell.boot.ram).window(place, maskBits: cell.device.dmaMask)
        }
        if cell.request.kind == .mapResource {
            let piece = GuestChannel.registers(device: device)
            return (piece.map { UInt64($0.lowerBound)..<UInt64($0.upperBound) }, nil)
        }
        switch cell.request.place {
        case .mixed?: return (window(.below4G), window(.above4G))
        case let place?: return (window(place), nil)
        case nil: return (nil, nil)
        }
    }
}

extension CallKind {
    /// nil for what is no call of the probe's.
    init?(_ kind: RequestKind) {
        switch kind {
        case .mapSingle: self = .mapSingle
        case .mapPage: self = .mapPage
        case .mapSG: self = .mapSG
        case .mapResource: self = .mapResource
        case .allocCoherent: self = .allocCoherent
        case .allocPages: self = .allocPages
        case .allocNoncontiguous: self = .allocNoncontiguous
        case .driverIO: return nil
        }
    }
}

extension CallSync {
    init(_ sync: CPUSync) {
        switch sync {
        case .atEnds: self = .atEnds
        case .skipped: self = .skipped
        case .whole: self = .whole
        case .half: self = .half
        }
    }
}

extension CallDirection {
    init(_ direction: Direction) {
        switch direction {
        case .toDevice: self = .toDevice
        case .fromDevice: self = .fromDevice
        case .bidirectional: self = .bidirectional
        }
    }
}
