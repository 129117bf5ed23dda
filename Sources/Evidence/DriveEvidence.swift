public import GuestProtocol
import RouteModel

/// Everything seen of one device that the kernel's own driver drove.
public struct DriveEvidence: Sendable {
    /// Id of the cell that the drive stands for.
    public var cell: String
    /// What the agent was told to do with the device's driver.
    public var order: DriveOrder
    /// What became of the order; nil where the guest never reported it.
    public var report: DriveReport?
    /// The device's first queue; nil where it has none.
    public var queue: LookRecord.Queue?
    /// Whether anybody asked for its queues.
    public var wasAsked = false
    /// Lines of the disk in guest RAM after the read; nil where nobody looked.
    public var landed: [MemoryRun]?

    /// Whether QEMU tells which addresses the device uses.
    var isNVMe: Bool { order.drivers.contains("nvme") }

    /// Sorts the records of an attempt; what was never ordered is passed over.
    static func all(probe: [ProbeRecord], looks: [LookRecord]) -> [DriveEvidence] {
        var drives = probe.compactMap(\.drive).map { DriveEvidence(cell: $0.cell, order: $0.order) }
        for index in drives.indices {
            let request = drives[index].order.request
            drives[index].report = probe.compactMap(\.driven).first { $0.request == request }
            for look in looks where look.moment == .moved && look.requests == [request] {
                drives[index].landed = look.runs?.filter { $0.nonce == drives[index].order.nonce }
            }
        }
        // Looks at queues come in the order of the drives that have any.
        let virtio = drives.indices.filter { drives[$0].order.isVirtio }
        for (index, queues) in zip(virtio, looks.compactMap(\.queues)) {
            drives[index].wasAsked = true
            drives[index].queue = queues.first { $0.request == drives[index].order.request }
        }
        return drives
    }

    /// Whether what the driver asked for arrived.
    func data(_ device: Side) -> DataCheck {
        guard let report else { return .nothingMoved }
        switch report.outcome {
        case .noDriver, .lacking: return .nothingMoved
        case .read where report.wrong > 0:
            let all = report.right &+ report.wrong
            return .corrupted("the driver read \(report.wrong) of \(all) lines wrong")
        case .read where report.altered > 0:
            let all = report.returned &+ report.altered
            return .corrupted("of \(all) lines that the driver gave the device, \(report.altered) did not come back")
        case .read: return report.right > 0 || report.returned > 0 ? .intact : .nothingMoved
        case .failed: return .failed("the driver's I/O failed with errno \(report.errno)")
        case .hangs:
            let waits = "the driver waits without end for an answer of the device"
            return device.view?.loss.map { .lost("\(waits): \($0)") } ?? .failed(waits)
        }
    }
}

extension LookRecord.Queue.Beginning {
    /// How many requests the driver had put into its ring, where these are the beginnings of a descriptor table and a
    /// ring at all; stale or random bytes are not.
    ///
    /// Virtual I/O Device 1.2, 2.7.5 (descriptors: address, length, flags, next) and 2.7.6 (flags, index).
    var offered: UInt16? {
        guard descriptors.count == LookRecord.Queue.bytes, available.count == LookRecord.Queue.bytes else { return nil }
        func half(_ bytes: [UInt8], _ at: Int) -> UInt16 { UInt16(bytes[at]) | UInt16(bytes[at + 1]) << 8 }
        let index = half(available, 2)
        let isDescribed =
            descriptors[..<8].contains { $0 != 0 } && descriptors[11] == 0
            && half(descriptors, 12) <= 7 && half(descriptors, 14) < 1024
        return half(available, 0) <= 1 && index > 0 && isDescribed ? index : nil
    }
}
