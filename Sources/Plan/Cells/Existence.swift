import RouteModel

extension Boot {
    /// Why no machine can be this; nil where one can.
    var impossibility: (message: String, hint: String)? {
        switch (platform, encryption) {
        case (.guest, .sme):
            (
                "a guest cannot have sme: the kernel looks for SME only where CPUID has no hypervisor bit",
                "use platform: host, or exclude {platform: guest, encryption: sme}"
            )
        case (.host, .sev), (.host, .sevES), (.host, .sevSNP), (.host, .tdx):
            (
                "a host cannot have \(encryption.rawValue): it protects guests",
                "use platform: guest, or exclude {platform: host, encryption: \(encryption.rawValue)}"
            )
        default:
            maxmem.flatMap { maxmem in
                maxmem > ram
                    ? nil
                    : (
                        "RAM of \(IECSize.text(ram)) cannot grow to a maxmem of \(IECSize.text(maxmem))",
                        "name a maxmem above the ram, or leave it out"
                    )
            }
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

    /// Why no boot of a config has memory in the place asked for.
    func absence(ram: [UInt64], masks: [Int]) -> (message: String, hint: String) {
        let largest = ram.max().map(IECSize.text) ?? "0"
        switch place {
        case .above4G?:
            return (
                "no boot has a buffer above-4g: the largest ram is \(largest)",
                "the machine has RAM above 4 GiB from ram: 2816MiB on"
            )
        case .mixed?:
            return (
                "no boot has RAM both below and above 4 GiB for a mixed list: the largest ram is \(largest)",
                "the machine has RAM above 4 GiB from ram: 2816MiB on"
            )
        case .aboveMask?:
            let masks = masks.map { "\($0)" }.joined(separator: ", ")
            return (
                "no boot has a buffer above-mask: the largest ram is \(largest), and the masks have \(masks) bits",
                "it needs at least 64MiB of RAM at addresses above the dma-mask of some device"
            )
        default:
            return ("no boot has a buffer \(place?.rawValue ?? "")", "the largest ram is \(largest)")
        }
    }
}
