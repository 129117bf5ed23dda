import RouteModel

extension Boot {
    /// Why no machine can be this; nil where one can.
    var impossibility: Lack? {
        switch (platform, encryption) {
        case (.guest, .sme): .hypervisorUnderSME
        case (.host, .sev), (.host, .sevES), (.host, .sevSNP), (.host, .tdx): .noHypervisor(encryption)
        default: maxmem.flatMap { $0 > ram ? nil : .growth(ram: ram, maxmem: $0) }
        }
    }
}

extension Request {
    /// Whether this is a request that such a device can make: a device with a driver of its own makes its own.
    func suits(_ device: Device) -> Bool {
        (kind == .driverIO) == device.hasDriver
    }

    /// Whether the boot has memory in the place asked for.
    func exists(in memory: RAMLayout, for device: Device) -> Bool {
        guard let place else { return true }
        return memory.window(place, maskBits: device.dmaMask) != nil
    }

    /// Why no device makes this request in a boot, or there is no memory for it; nil where it can be asked for.
    func lack(of device: Device, in boot: Boot) -> Lack? {
        guard suits(device) else { return .call(kind, model: device.model) }
        guard exists(in: boot.layout, for: device) else {
            return .buffer(place, ram: [boot.ram], masks: [device.dmaMask])
        }
        return nil
    }
}
