import CProbe
import GuestProtocol

/// What the running kernel says about itself: `key=value` lines, a key as often as it has values.
struct MachineFacts {
    private(set) var text = ""
    let system: any SystemCalls

    /// Of a guest.
    init(
        options: BootOptions, devices: [DeviceSetup], tracing: Tracing?, control: [Transfer], info: dmaroute_info?,
        _ system: any SystemCalls
    ) {
        self.system = system
        kernel()
        memory()
        pool()
        addDevices()
        if let tracing { add(tracing) } else { add("trace", "off") }
        if let info { add(info) }
        for transfer in control {
            add("control.finish.\(devices[Int(transfer.device)].slot)", "\(transfer.result)")
        }
        // The last line of every guest says that none is cut off.
        if info == nil, control.isEmpty { add("control.finish", "no probe") }
    }

    mutating func kernel() {
        add("uname.release", system.text("/proc/sys/kernel/osrelease"))
        add("uname.version", system.text("/proc/sys/kernel/version"))
        add("cmdline", system.text("/proc/cmdline"))
        add("processors", "\(system.processors)")
    }

    /// RAM as the kernel took it over: `iomem.ram=0x1000-0x9fbff`, both ends included.
    mutating func memory() {
        for line in (system.text("/proc/iomem") ?? "").split(separator: "\n") where line.hasSuffix(" : System RAM") {
            let ends = line.prefix { $0 != " " }.split(separator: "-")
            if ends.count == 2 { add("iomem.ram", "0x\(ends[0])-0x\(ends[1])") }
        }
        let meminfo = (system.text("/proc/meminfo") ?? "").split(separator: "\n")
        for line in meminfo where line.hasPrefix("MemTotal:") || line.hasPrefix("MemFree:") {
            let words = line.split(separator: " ")
            if words.count > 1 { add("meminfo.\(words[0].dropLast())", "\(words[1]) KiB") }
        }
    }

    mutating func pool() {
        let folder = "\(Mounts.debug)/swiotlb"
        // Without rights, or under lockdown, the folder above looks empty.
        let isReadable = !system.names(in: Mounts.debug).isEmpty
        add("swiotlb.debugfs", system.exists(folder) ? "present" : isReadable ? "absent" : "unreadable")
        for name in system.names(in: folder) where name.hasPrefix("io_tlb") {
            add("swiotlb.\(name)", system.text("\(folder)/\(name)"))
        }
        for name in system.names(in: "\(Mounts.debug)/dma_pools") {
            add("dma_pools.\(name)", system.text("\(Mounts.debug)/dma_pools/\(name)"))
        }
    }

    mutating func addDevices() {
        for name in system.names(in: "/sys/class/iommu") { add("iommu", name) }
        for slot in PCI(system).slots {
            let folder = "\(PCI.folder)/\(slot)"
            add("pci.\(slot).id", PCI(system).id(slot))
            for file in ["class", "dma_mask_bits", "consistent_dma_mask_bits", "removable"] {
                add("pci.\(slot).\(file)", system.text("\(folder)/\(file)"))
            }
            add("pci.\(slot).driver", system.target(of: "\(folder)/driver").map(Self.lastPart))
            guard let group = system.target(of: "\(folder)/iommu_group").map(Self.lastPart) else { continue }
            add("pci.\(slot).iommu_group", group)
            add("pci.\(slot).group_type", system.text("/sys/kernel/iommu_groups/\(group)/type"))
        }
    }

    mutating func add(_ tracing: Tracing) {
        add("trace", "armed")
        add("trace.buffer_size_kb", "\(tracing.place.bufferKiB)")
        for event in tracing.armedEvents { add("trace.event", event) }
        for probe in tracing.armedProbes { add("trace.kprobe", probe) }
        for missing in tracing.missing { add("trace.missing", missing) }
    }

    private mutating func add(_ info: dmaroute_info) {
        add("kernel.direct_map", "0x\(String(info.direct_map, radix: 16))")
        add("kernel.page_structs", "0x\(String(info.page_structs, radix: 16))")
        add("kernel.page_struct_bytes", "\(info.page_struct_bytes)")
        add("kernel.scatterlist_bytes", "\(info.scatterlist_bytes)")
        add("probe.no_dma", "\(info.no_dma)")
        add("probe.devices", "\(info.devices)")
    }

    mutating func add(_ key: String, _ value: String?) {
        guard let value else { return }
        text += "\(key)=\(String(value.map { $0.isNewline ? " " : $0 }))\n"
    }

    private static func lastPart(of path: String) -> String {
        String(path.split(separator: "/").last ?? "")
    }
}
