import Plan
import RouteModel

extension Cell {
    /// Why nothing here can ask for this cell; nil where something can.
    /// - Parameter hasProbe: whether there is a probe module for the kernel.
    func lack(hasProbe: Bool) -> String? {
        if let beyondTheProbe { return beyondTheProbe }
        guard !hasProbe, request.kind != .driverIO else { return nil }
        return
            "this kernel has no probe module, which makes the call \(request.kind.rawValue) for \(device.model): it is "
            + "built against the kernel's headers, and none were given (--headers)"
    }

    /// What the guest's agent and its probe cannot ask for of this cell; nil where they can. Such a cell is never run as
    /// another one.
    var beyondTheProbe: String? { device.lack(in: boot) }
}

extension Device {
    /// Why no machine of the lab can have this device in such a boot; nil where one can.
    func lack(in boot: Boot) -> String? {
        if boot.viommu != .none, let reason = DeviceModel.named(model)?.notBehindIOMMU { return reason }
        if tState { return "no device of the lab's machines can prove itself to a guest (TDISP)" }
        if boot.viommu == .amd, isBelowPort, boot.emulator != .qemu11 {
            return "an amd-iommu before QEMU 11.1 takes a device below a root port (untrusted, hotplug) for another: "
                + "use emulator: qemu-11"
        }
        return nil
    }
}

extension PlannedBoot {
    /// Those of ``probed`` that the machine has, in their order.
    var seated: [Device] { probed.filter { $0.lack(in: boot) == nil } }
}
