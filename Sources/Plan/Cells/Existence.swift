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

    /// Why a boot has no memory in the place asked for, or no such CPU; nil where it has both.
    /// - Parameter memory: of the boot.
    func absence(in boot: Boot, _ memory: RAMLayout, for device: Device) -> Lack? {
        if let cpu, cpu >= boot.processors { return .processor(cpu, of: boot.processors) }
        guard let place, memory.window(place, maskBits: device.dmaMask) == nil else { return nil }
        return .buffer(place, ram: [boot.ram], masks: [device.dmaMask])
    }

    /// Why no device makes this request in a boot, or there is no memory for it; nil where it can be asked for.
    func lack(of device: Device, in boot: Boot) -> Lack? {
        suits(device) ? absence(in: boot, boot.layout, for: device) : .call(kind, model: device.model)
    }
}
