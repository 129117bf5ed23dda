import Images
import Lab
import RouteModel

extension Device {
    var pluggedInLater: Device {
        var device = self
        device.hotplugged = true
        return device
    }

    var seat: EduSpec.Seat {
        if besideIOMMU { return .bypass }
        return untrusted || hotplugged ? .port(facesOutside: untrusted, isEmptyAtFirst: hotplugged) : .bus
    }
}

extension KernelImage {
    /// Modules that the guest loads before the probe, in order. A driver that this kernel has built in needs none, and one
    /// that Debian does not build is not there: then the machine's device stays without driver.
    func modules(for boot: Boot) -> [String] { modules(LabMachine.of(boot).modules(of: boot.viommu)) }

    /// What makes up the driver of a device that the kernel itself drives.
    func driver(of model: DeviceModel) -> [String] { modules(model.drivers + model.needs) }

    private func modules(_ drivers: [String]) -> [String] {
        var seen: Set<String> = []
        return drivers.compactMap(loading).flatMap { $0 }.filter { seen.insert($0).inserted }
    }
}
