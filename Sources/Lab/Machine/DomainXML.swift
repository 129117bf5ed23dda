import RouteModel

/// The libvirt domain of a guest, from values only.
struct DomainXML {
    var spec: GuestSpec
    /// Unique among the domains of the connection.
    var domainName: String
    var emulator: String
    var accelerator: Accelerator
    var files: GuestPaths
    /// What makes this QEMU's IOMMU translate, as ``IOMMUDevice/options`` found it; empty where nothing does.
    var iommuOptions: [String] = []
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
            XML("vcpu", text: "\(spec.processors)"), XML("os", spec.hardware == nil ? [:] : ["firmware": "efi"], boot),
            XML("features", [:], spec.machine.words.features(spec)),
        ]
        if accelerator == .kvm { parts.append(XML("cpu", ["mode": "host-passthrough"])) }
        parts += [
            XML("on_poweroff", text: "destroy"), XML("on_reboot", text: "destroy"), XML("on_crash", text: "destroy"),
            XML("devices", [:], devices),
        ]
        parts += labels.map(\.element)
        if let launch = spec.machine.words.launch(spec) { parts.append(launch.element) }
        parts.append(XML("qemu:commandline", [:], arguments.map { XML("qemu:arg", ["value": $0]) }))
        let domain = XML(
            "domain",
            ["type": accelerator.domainType, "xmlns:qemu": "http://libvirt.org/schemas/domain/qemu/1.0"], parts)
        return try domain.document()
    }

    /// nil where the machine shows none.
    var iommu: IOMMUDevice? { spec.machine.iommus[spec.viommu] }

    private var devices: [XML] {
        let parts = [
            XML("emulator", text: emulator),
            // What libvirt adds unasked would do DMA of its own and stand in the trace.
            XML("controller", ["type": "usb", "model": "none"]),
            XML("memballoon", ["model": "none"]),
            XML("audio", ["id": "1", "type": "none"]),
            XML(
                "serial", ["type": "file"],
                [XML("source", ["path": files.console, "append": "off"]), spec.machine.serial]),
        ]
        return parts + [iommu?.element].compactMap { $0 }
    }

    private var arguments: [String] {
        cpuArguments + memoryArguments + (iommu?.arguments(spec, iommuOptions) ?? []) + deviceArguments
            + traceArguments
            + (spec.restored == nil ? [] : ["-incoming", "defer"])
    }
}
