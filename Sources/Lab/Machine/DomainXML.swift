import RouteModel

/// The libvirt domain of a guest, from values only.
struct DomainXML {
    var spec: GuestSpec
    /// Unique among the domains of the connection.
    var domainName: String
    var emulator: String
    var machine: String
    var accelerator: Accelerator
    var files: GuestPaths
    /// What makes this QEMU's amd-iommu translate, as ``AMDOptions`` found it; empty where nothing does.
    var amdOptions: [String] = []
    /// An amd-iommu without dma-remap looks up every device by the bus number from before firmware gave it one.
    var amdKnowsPorts: Bool { amdOptions.contains { $0.hasPrefix("dma-remap") } }
    /// For a daemon that would run QEMU as another user or confine it: user, group and the security models it has.
    var labels: [SecurityLabel] = []

    func document() throws(LabError) -> String {
        try check()
        var parts: [XML] = [
            XML("name", text: domainName),
            XML("memory", text: "\(spec.ram / 1024)"),
        ]
        parts += memoryBacking
        parts += [
            XML("vcpu", text: "1"), XML("os", spec.hardware == nil ? [:] : ["firmware": "efi"], boot),
            XML("features", [:], [XML("acpi")] + (spec.encryption == .none ? [] : [XML("smm", ["state": "off"])])),
        ]
        if accelerator == .kvm { parts.append(XML("cpu", ["mode": "host-passthrough"])) }
        parts += [
            XML("on_poweroff", text: "destroy"), XML("on_reboot", text: "destroy"), XML("on_crash", text: "destroy"),
            XML("devices", [:], devices),
        ]
        parts += labels.map(\.element)
        if let launchSecurity { parts.append(launchSecurity) }
        parts.append(XML("qemu:commandline", [:], arguments.map { XML("qemu:arg", ["value": $0]) }))
        let domain = XML(
            "domain",
            ["type": accelerator.domainType, "xmlns:qemu": "http://libvirt.org/schemas/domain/qemu/1.0"], parts)
        return try domain.document()
    }

    private var devices: [XML] {
        var parts = [
            XML("emulator", text: emulator),
            // What libvirt adds unasked would do DMA of its own and stand in the trace.
            XML("controller", ["type": "usb", "model": "none"]),
            XML("memballoon", ["model": "none"]),
            XML("audio", ["id": "1", "type": "none"]),
            XML(
                "serial", ["type": "file"],
                [
                    XML("source", ["path": files.console, "append": "off"]),
                    XML("target", ["type": "isa-serial", "port": "0"]),
                ]),
        ]
        if spec.viommu == .intel {
            parts.append(XML("iommu", ["model": "intel"], [XML("driver", ["intremap": "off", "aw_bits": "39"])]))
        }
        return parts
    }

    private var arguments: [String] {
        cpuArguments + memoryArguments + iommuArguments + deviceArguments + traceArguments
            + (spec.restored == nil ? [] : ["-incoming", "defer"])
    }
}
