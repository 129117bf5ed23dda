import Glibc
import GuestProtocol
import Testing

@testable import GuestAgent

/// Suites of a device that one of the kernel's own drivers takes.
protocol DrivesADevice {
    var kernel: FakeKernel { get }
}

extension FakeKernel {
    /// With such a device, which no driver takes by itself.
    static func withDevice() -> FakeKernel {
        let kernel = FakeKernel.guest()
        kernel.add("0000:00:04.0", vendor: "0x1b36", device: "0x0010")
        kernel.put("", at: "/sys/bus/pci/drivers_autoprobe")
        kernel.put("", at: "/sys/bus/virtio/drivers_autoprobe")
        return kernel
    }
}

extension DrivesADevice {
    var slot: String { "0000:00:04.0" }
    var magic: UInt64 { 3 }
    var folder: String { "\(PCI.folder)/\(slot)" }

    /// As the kernel shows a module whose driver takes its device when it is told to.
    func install(_ module: String = "nvme", bus: String = "pci", binds: Bool = true) {
        kernel.links["/sys/module/\(module)/drivers/\(bus):\(module)"] = "x"
        let bind = "/sys/bus/\(bus)/drivers/\(module)/bind"
        kernel.put("", at: bind)
        let before = kernel.onWrite
        kernel.onWrite = { kernel, path, text in
            before(kernel, path, text)
            guard path == bind, binds else { return }
            kernel.links["\(PCI.folder)/\(bus == "pci" ? text : "\(slot)/\(text)")/driver"] =
                "../drivers/\(module)"
        }
    }

    func order(
        _ traffic: DriveOrder.Traffic = .disk, drivers: [String] = ["nvme"], bytes: UInt32 = 4096,
        modules: [String] = ["nvme"], network: UInt32 = 0
    ) -> DriveOrder {
        DriveOrder(
            request: 5, slot: slot, modules: modules, drivers: drivers, traffic: traffic, bytes: bytes, nonce: 55,
            network: network)
    }

    func drive(_ order: DriveOrder) throws -> Report {
        let said = try FakeHarness(kernel).talk([.setUp(magic: magic, devices: []), .drive(order), .finish])
        return said[2]
    }

    func driven(_ order: DriveOrder) throws -> DriveReport {
        guard case .driven(let report) = try drive(order) else { throw Problem("not driven") }
        return report
    }

    func lines(_ role: LineRole, bytes: Int = 4096, first: Int = 0, nonce: UInt64 = 55) -> [UInt8] {
        stride(from: 0, to: bytes, by: 64).flatMap {
            MemoryLine(magic: magic, nonce: nonce, role: role, offset: UInt64(first + $0)).bytes
        }
    }

    func addDisk(_ content: [UInt8]) {
        kernel.links["/sys/block/nvme0n1"] = "../devices/pci0000:00/\(slot)/nvme/nvme0/nvme0n1"
        kernel.links["/sys/block/vda"] = "../devices/pci0000:00/0000:00:09.0/virtio1/block/vda"
        kernel.files["/dev/nvme0n1"] = content
    }
}
