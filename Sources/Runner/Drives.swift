import Foundation
import GuestProtocol
import Images
import Lab
import Plan
import RouteModel

/// The devices of one boot that the kernel's own drivers drive, each with a disk whose bytes are known.
struct Drives {
    struct Item {
        var cell: Cell
        var order: DriveOrder
        var disk: DiskSpec
    }

    let all: [Item]

    /// Disks stand from 00:04.0 on.
    private static let firstSlot = 0x04
    /// Numbers of their requests, beyond those of the probe.
    private static let firstRequest: UInt32 = 1 << 24
    private static let diskBytes: UInt64 = 1 << 20

    /// - Parameters:
    ///   - folder: where the disks' files stand while the guest lives.
    ///   - nonce: called once a request; must never repeat in a run.
    init(_ boot: PlannedBoot, image: KernelImage, folder: String, nonce: () -> UInt64) throws {
        var items: [Item] = []
        for (index, device) in boot.driven.enumerated() {
            let path = URL(fileURLWithPath: folder).path + "/disk-\(index).img"
            let disk = DiskSpec(
                slot: Self.firstSlot + index, path: path, iommuPlatform: device.iommuPlatform ?? false)
            for cell in boot.cells where cell.device == device && cell.request.kind == .driverIO {
                let order = DriveOrder(
                    request: Self.firstRequest + UInt32(clamping: items.count), slot: disk.address,
                    modules: image.driver(of: device), bytes: UInt32(clamping: cell.request.size), nonce: nonce())
                guard FileManager.default.createFile(atPath: path, contents: nil),
                    truncate(path, off_t(Self.diskBytes)) == 0
                else { throw RunnerError("cannot make the disk \(path)", hint: "is the disk full?") }
                items.append(Item(cell: cell, order: order, disk: disk))
            }
        }
        all = items
    }

    /// Writes the lines that a driver is to read; before the guest reads any.
    func fillDisks(magic: UInt64) throws {
        for item in all {
            var bytes: [UInt8] = []
            for offset in stride(from: 0, to: UInt64(item.order.bytes), by: MemoryLine.size) {
                bytes += MemoryLine(magic: magic, nonce: item.order.nonce, role: .fromDevice, offset: offset).bytes
            }
            guard let file = FileHandle(forWritingAtPath: item.disk.path) else {
                throw RunnerError("cannot write the disk \(item.disk.path)")
            }
            defer { try? file.close() }
            try file.write(contentsOf: bytes)
        }
    }

    func removeDisks() {
        for item in all { try? FileManager.default.removeItem(atPath: item.disk.path) }
    }
}
