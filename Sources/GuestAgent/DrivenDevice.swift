import Glibc
import GuestProtocol

/// A PCI device that one of the kernel's own drivers is to take, in sysfs.
struct DrivenDevice {
    let slot: String
    let drivers: [String]
    let system: any SystemCalls

    init(_ order: DriveOrder, _ system: any SystemCalls) {
        self.system = system
        slot = order.slot
        drivers = order.drivers
    }

    /// Those whose devices are bound by hand: of PCI functions, and of what virtio's PCI driver makes of them.
    private static let buses = ["pci", "virtio"]

    private var folder: String { "\(PCI.folder)/\(slot)" }

    /// `virtio1`, which virtio's PCI driver made of it.
    private var virtio: String? { system.names(in: folder).first { $0.hasPrefix("virtio") } }

    /// Keeps a driver that is loaded from taking its devices by itself.
    static func stopProbing(_ system: any SystemCalls) throws(Problem) {
        for bus in buses where system.exists("/sys/bus/\(bus)/drivers_autoprobe") {
            try system.write("0", to: "/sys/bus/\(bus)/drivers_autoprobe")
        }
    }

    /// Whether the kernel has each of them, loaded or built in.
    var hasDrivers: Bool { drivers.allSatisfy { !registered($0).isEmpty } }

    /// Lets the drivers have this device; what they say against it stands in the kernel's log.
    func bind() {
        for (bus, name) in drivers.flatMap(registered) {
            guard let device = bus == "virtio" ? virtio : slot else { continue }
            try? system.write(device, to: "/sys/bus/\(bus)/drivers/\(name)/bind")
        }
    }

    /// Whether every driver has what it is to take.
    var isBound: Bool {
        guard system.exists("\(folder)/driver") else { return false }
        return drivers.count < 2 || virtio.map { system.exists("\(folder)/\($0)/driver") } ?? false
    }

    var masks: DriveReport.Masks? {
        func bits(_ file: String) -> UInt8? { system.text("\(folder)/\(file)").flatMap { UInt8($0) } }
        guard let streaming = bits("dma_mask_bits"), let coherent = bits("consistent_dma_mask_bits") else { return nil }
        return DriveReport.Masks(streaming: streaming, coherent: coherent)
    }

    /// The entry of a folder such as /sys/block that stands for this device or what hangs on it; nil where none does.
    func entry(of folder: String) -> String? {
        system.names(in: folder).first { name in
            system.target(of: "\(folder)/\(name)")?.split(separator: "/").contains(slot[...]) ?? false
        }
    }

    /// Opens what the entry of a folder stands for, and waits for it: a driver looks for what hangs on its device behind the
    /// back of who binds it.
    /// - Parameter open: takes the entry's name; a file, or a negative errno.
    func open(of folder: String, before deadline: AgentDeadline, _ open: (String) -> Int32) throws(Failure) -> Int32 {
        while true {
            let file = entry(of: folder).map(open) ?? -ENODEV
            if file >= 0 { return file }
            guard deadline.pause(milliseconds: 20) else { throw Failure(file) }
        }
    }

    /// Buses and names of the drivers that a module has registered. Of one that is built in, virtio says so only on its
    /// bus, and by the module's name.
    private func registered(_ module: String) -> [(bus: String, name: String)] {
        let links = system.names(in: "/sys/module/\(module)/drivers").compactMap { link in
            Self.buses.first { link.hasPrefix("\($0):") }.map { ($0, String(link.dropFirst($0.count + 1))) }
        }
        return links.isEmpty && system.exists("/sys/bus/virtio/drivers/\(module)") ? [("virtio", module)] : links
    }
}
