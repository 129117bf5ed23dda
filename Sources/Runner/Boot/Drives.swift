import Files
import Foundation
import GuestProtocol
import Images
import Lab
import Plan
import RouteModel

/// The devices of one boot that the kernel's own drivers drive, and the files whose bytes they are to move.
struct Drives {
    struct Item {
        var cell: Cell
        var order: DriveOrder
        var device: DrivenSpec
    }

    /// All that the boot's machine has, whether or not something is asked of them here: what a boot is cut down to must
    /// not change what it runs on.
    let devices: [DrivenSpec]
    /// Those that something is asked of.
    let all: [Item]

    /// Such devices stand from 00:02.0 on.
    private static let firstSlot = 0x02
    /// Numbers of their requests, beyond those of the probe.
    private static let firstRequest: UInt32 = 1 << 24
    private static let fileBytes: UInt64 = 1 << 20

    /// - Parameters:
    ///   - folder: where the files of disks and streams stand while the guest lives.
    ///   - nonce: called once a request; must never repeat in a run.
    init(_ boot: PlannedBoot, image: KernelImage, folder: String, nonce: () -> UInt64) throws {
        var devices: [DrivenSpec] = []
        var items: [Item] = []
        for (index, device) in boot.driven.enumerated() where boot.boot.limits.lack(of: device, in: boot.boot) == nil {
            guard let model = DeviceModel.named(device.model), let traffic = model.traffic else { continue }
            let path = URL(fileURLWithPath: folder).path + "/driven-\(index).img"
            let spec = DrivenSpec(
                slot: Self.firstSlot + index, model: model, path: traffic == .network ? nil : path,
                iommuPlatform: device.iommuPlatform ?? false)
            try Self.makeFile(of: spec)
            devices.append(spec)
            for cell in boot.cells where cell.device == device {
                let order = DriveOrder(
                    request: Self.firstRequest + UInt32(clamping: items.count), slot: spec.address,
                    modules: image.driver(of: model), drivers: model.drivers, traffic: .init(traffic),
                    bytes: UInt32(clamping: cell.request.size), nonce: nonce(),
                    network: traffic == .network ? spec.network : 0)
                items.append(Item(cell: cell, order: order, device: spec))
            }
        }
        self.devices = devices
        all = items
    }

    /// The names by which the guest knows the devices of such a boot that the kernel's own drivers drive.
    static func slots(of boot: PlannedBoot) -> [String] {
        boot.driven.indices.map { DrivenSpec.address(slot: firstSlot + $0) }
    }

    private static func makeFile(of device: DrivenSpec) throws {
        guard let path = device.path else { return }
        // Written and not only announced: a guest that finds the disk full in the middle of a write would tell of it.
        try WholeFile.put(Data(count: Int(fileBytes)), at: path)
    }

    /// Writes the lines that a driver is to read; before the guest reads any. A stream is longer than what is asked of
    /// it, because the kernel takes from it for itself, and a port whose other end is done is closed.
    func fillFiles(magic: UInt64) throws {
        for item in all {
            guard let path = item.device.path else { continue }
            let isStream = item.order.traffic == .random || item.order.traffic == .port
            let count = isStream ? Self.fileBytes : UInt64(item.order.bytes)
            var bytes: [UInt8] = []
            for offset in stride(from: 0, to: count, by: MemoryLine.size) {
                bytes += MemoryLine(magic: magic, nonce: item.order.nonce, role: .fromDevice, offset: offset).bytes
            }
            try RegularFile.overwrite(path, with: Data(bytes))
        }
    }

    func removeFiles() {
        for path in devices.compactMap(\.path) { try? FileManager.default.removeItem(atPath: path) }
    }
}

extension DriveOrder.Traffic {
    fileprivate init(_ traffic: DeviceModel.Traffic) {
        switch traffic {
        case .disk: self = .disk
        case .network: self = .network
        case .random: self = .random
        case .port: self = .port
        }
    }
}
