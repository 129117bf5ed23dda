import Images
import Lab
import Plan
public import RouteModel

extension Boot {
    /// What the lab cannot build of this boot; nil where it can. Such a boot is never started as another one.
    /// - Parameter hardware: the memory encryption of this node's processor.
    func beyondTheLab(_ emulation: Emulation, _ hardware: HardwareEncryption) -> String? {
        let lack =
            means == .hardware
            ? GuestSpec.unavailable(
                platform: platform, encryption: encryption, viommu: viommu, cBit: cBit, on: hardware)
            : GuestSpec.unavailable(platform: platform, encryption: encryption, viommu: viommu, ram: ram, cBit: cBit)
        if let lack { return lack }
        if let emulator, emulation.emulators[emulator] == nil {
            return "\(emulator.rawValue) is not at hand: dmaroute images --emulator \(emulator.rawValue)"
        }
        guard means == .emulated else { return nil }
        if emulation.shim == nil { return "the shim that emulates memory encryption is not built: make shim" }
        if emulation.aliasesStores, encryption == .sev {
            return "with one store for both views a SEV guest would poison what it runs from"
        }
        return nil
    }
}

extension Point {
    /// Why nothing here can run this configuration, by what is emulated; nil where something can.
    public func lack(on emulation: Emulation) -> String? {
        boot.beyondTheLab(emulation, .none) ?? device.lack(in: boot)
    }
}

extension Device {
    var isBelowPort: Bool { untrusted || hotplugged }

    var pluggedInLater: Device {
        var device = self
        device.hotplugged = true
        return device
    }

    var seat: EduSpec.Seat {
        if besideIOMMU { return .bypass }
        return isBelowPort ? .port(facesOutside: untrusted, isEmptyAtFirst: hotplugged) : .bus
    }
}

extension KernelImage {
    /// Modules that the guest loads before the probe, in order. A driver that this kernel has built in needs none, and one
    /// that Debian does not build is not there: then the machine's device stays without driver.
    func modules(for boot: Boot) -> [String] {
        boot.viommu == .virtio ? modules(["virtio_pci", "virtio_iommu"]) : []
    }

    /// What makes up the driver of a device that the kernel itself drives.
    func driver(of model: DeviceModel) -> [String] { modules(model.drivers + model.needs) }

    private func modules(_ drivers: [String]) -> [String] {
        var seen: Set<String> = []
        return drivers.compactMap(loading).flatMap { $0 }.filter { seen.insert($0).inserted }
    }
}
