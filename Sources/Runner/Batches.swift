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

    private static func order(_ cell: Cell, device: Int, number: UInt32, nonce: UInt64) -> MapOrder? {
        guard cell.beyondTheProbe == nil, let kind = CallKind(cell.request.kind) else { return nil }
        let range = cell.request.place.flatMap {
            RAMLayout(ram: cell.boot.ram).window($0, maskBits: cell.device.dmaMask)
        }
        return MapOrder(
            request: number, device: UInt8(clamping: device), kind: kind,
            fromDevice: cell.request.direction == .fromDevice, size: UInt32(clamping: cell.request.size),
            segments: UInt16(clamping: cell.request.segments), low: range?.lowerBound ?? 0,
            high: range?.upperBound ?? 0, nonce: nonce,
            atomic: cell.request.atomic, handsPhysical: cell.request.address == .physical)
    }
}

extension CallKind {
    /// nil for what is no call of the probe's; see ``Cell/beyondTheProbe``.
    init?(_ kind: RequestKind) {
        switch kind {
        case .mapSingle: self = .mapSingle
        case .mapPage: self = .mapPage
        case .mapSG: self = .mapSG
        case .allocCoherent: self = .allocCoherent
        case .mapResource, .allocPages, .allocNoncontiguous, .driverIO: return nil
        }
    }
}
