import GuestProtocol
import RouteModel

/// The libvirt domain of a guest, from values only.
struct DomainXML {
    var spec: GuestSpec
    /// Unique among the domains of the connection.
    var domainName: String
    var emulator: String
    var machine: String
    var accelerator: Accelerator
    var files: GuestFiles
    /// For a daemon that would run QEMU as another user or confine it: user, group and the security models it has.
    var labels: [SecurityLabel] = []

    func document() throws(LabError) -> String {
        try check()
        var parts: [XML] = [
            XML("name", text: domainName),
            XML("memory", text: "\(spec.ram / 1024)"),
            XML("memoryBacking", [:], [XML("source", ["type": "memfd"]), XML("access", ["mode": "shared"])]),
            XML("vcpu", text: "1"),
            XML("os", [:], boot),
            XML("features", [:], [XML("acpi")]),
        ]
        if accelerator == .kvm { parts.append(XML("cpu", ["mode": "host-passthrough"])) }
        parts += [
            XML("on_poweroff", text: "destroy"), XML("on_reboot", text: "destroy"), XML("on_crash", text: "destroy"),
            XML("devices", [:], devices),
        ]
        parts += labels.map(\.element)
        parts.append(XML("qemu:commandline", [:], try arguments.map { XML("qemu:arg", ["value": $0]) }))
        let domain = XML(
            "domain",
            ["type": accelerator.domainType, "xmlns:qemu": "http://libvirt.org/schemas/domain/qemu/1.0"], parts)
        return try domain.document()
    }

    private var boot: [XML] {
        var parts = [
            XML("type", ["arch": "x86_64", "machine": machine]).with(text: "hvm"), XML("kernel", text: spec.kernel),
        ]
        if let initrd = spec.initrd { parts.append(XML("initrd", text: initrd)) }
        return parts + [XML("cmdline", text: spec.kernelArguments)]
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
        get throws(LabError) {
            var list: [String] = []
            list += ["-object", channelMemory, "-device", channelDevice]
            for edu in spec.edu {
                list += [
                    "-device",
                    JSONText.object([
                        "driver": .text("edu"), "bus": .text("pcie.0"),
                        "addr": .text("0x\(String(edu.slot, radix: 16))"), "dma_mask": .number(edu.dmaMask),
                    ]),
                ]
            }
            if !traceEvents.isEmpty {
                list += ["-D", files.deviceTrace]
                for event in traceEvents { list += ["-trace", "enable=\(event)"] }
            }
            return list
        }
    }

    private var channelMemory: String {
        JSONText.object([
            "qom-type": .text("memory-backend-file"), "id": .text("channel"), "mem-path": .text(files.channel),
            "size": .number(UInt64(GuestChannel.bytes)), "share": .flag(true),
        ])
    }

    private var channelDevice: String {
        JSONText.object([
            "driver": .text("ivshmem-plain"), "memdev": .text("channel"), "bus": .text("pcie.0"),
            "addr": .text("0x\(String(GuestSpec.channelSlot, radix: 16))"),
        ])
    }

    /// QEMU's trace events that tell what the vIOMMU did (hw/i386/trace-events).
    var traceEvents: [String] {
        spec.viommu == .intel
            ? [
                "vtd_dmar_translate", "vtd_iotlb_page_hit", "vtd_iotlb_page_update", "vtd_dmar_fault",
                "vtd_translate_pt",
            ]
            : []
    }

    private func check() throws(LabError) {
        func refuse(_ message: String, _ hint: String) -> LabError {
            LabError(.specification, "guest \(spec.name): \(message)", hint: hint)
        }
        guard spec.ram >= 64 << 20, spec.ram <= 1 << 40, spec.ram % (1 << 20) == 0 else {
            throw refuse("\(spec.ram) bytes of RAM cannot be had", "name whole MiB from 64MiB to 1TiB")
        }
        guard spec.viommu == .none || spec.viommu == .intel else {
            throw refuse("the lab builds no \(spec.viommu.rawValue) vIOMMU", "use none or intel")
        }
        guard Set(spec.edu.map(\.slot)).count == spec.edu.count,
            spec.edu.allSatisfy({ GuestSpec.eduSlots.contains($0.slot) })
        else { throw refuse("edu devices need slots 0x10 to 0x1d, each once", "use at most 14 devices a guest") }
        for path in [spec.kernel, spec.initrd, files.folder, files.channel].compactMap({ $0 })
        where path.utf8.first != UInt8(ascii: "/") {
            throw refuse("the path \(path) is not absolute", "name it from /: libvirt has another working directory")
        }
    }
}
