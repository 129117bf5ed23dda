import Foundation

/// Where a virtqueue lies, as its driver told the device.
public struct Virtqueue: Hashable, Sendable {
    /// Its number in the device.
    public var number: Int
    /// Entries.
    public var size: Int
    /// Address of the descriptor table, as the device uses it: with the address bit, or an IOVA where an IOMMU translates.
    public var descriptors: UInt64
    /// Address of the ring that the driver writes.
    public var available: UInt64
    /// Address of the ring that the device writes.
    public var used: UInt64
    /// How many entries of the driver's ring the device has taken so far, modulo 2^16.
    public var lastAvailable: UInt16
}

/// QMP's `x-query-virtio-queue-status`.
struct QueueStatus: Decodable {
    struct Values: Decodable {
        var num: UInt32
        var desc: UInt64
        var avail: UInt64
        var used: UInt64
        var lastAvail: UInt16

        enum CodingKeys: String, CodingKey {
            case num = "vring-num"
            case desc = "vring-desc"
            case avail = "vring-avail"
            case used = "vring-used"
            case lastAvail = "last-avail-idx"
        }
    }
    struct Refusal: Decodable { var desc: String }
    var `return`: Values?
    var error: Refusal?

    static func read(_ json: String) -> QueueStatus? {
        try? JSONDecoder().decode(QueueStatus.self, from: Data(json.utf8))
    }

    /// nil where no driver has set the queue up.
    func queue(_ number: Int) -> Virtqueue? {
        guard let seen = `return`, seen.desc != 0 else { return nil }
        return Virtqueue(
            number: number, size: Int(seen.num), descriptors: seen.desc, available: seen.avail, used: seen.used,
            lastAvailable: seen.lastAvail)
    }
}
