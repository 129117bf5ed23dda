import GuestProtocol

/// The devices on QEMU's own command line.
extension DomainXML {
    var deviceArguments: [String] {
        var list = ["-object", channelMemory, "-device", channelDevice]
        for driven in spec.driven { list += arguments(driven) }
        return list + seatArguments
            + spec.edu.filter { !$0.isEmptyAtFirst }.flatMap { ["-device", JSONText.object($0.device)] }
    }

    /// What edu devices are plugged into, where that is not bus 0.
    private var seatArguments: [String] {
        var list: [String] = []
        if spec.edu.contains(where: { $0.seat == .bypass }) {
            list += [
                "-device",
                JSONText.object([
                    "driver": .text("pxb-pcie"), "id": .text(EduSpec.bypassName), "bus": .text("pcie.0"),
                    "bus_nr": .number(UInt64(EduSpec.bypassBus)), "bypass_iommu": .flag(true),
                ]),
            ]
        }
        for edu in spec.edu where edu.isBelowPort { list += ["-device", JSONText.object(edu.port)] }
        return spec.edu.contains(where: \.facesOutside)
            ? list + ["-acpitable", "file=" + Self.commaDoubled(files.externalPorts)] : list
    }

    var traceArguments: [String] {
        guard !traceEvents.isEmpty else { return [] }
        return ["-D", files.deviceTrace] + traceEvents.flatMap { ["-trace", "enable=\($0)"] }
    }

    /// QEMU's trace events that tell which addresses devices used, each once.
    var traceEvents: [String] {
        var seen: Set<String> = []
        let events = (iommu?.traceEvents ?? []) + spec.driven.flatMap { DeviceFunction.of($0.model)?.traceEvents ?? [] }
        return events.filter { seen.insert($0).inserted }
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
            "addr": .text(Self.slot(spec.machine.slots.channel)),
            // Only then is what stands in it part of a snapshot.
            "master": .text(spec.snapshot == nil ? "off" : "on"),
        ])
    }
}
