import GuestProtocol

/// The kernel's own record of what the DMA API did.
struct Tracing {
    private static let folder = Mounts.tracing
    private static let events = [
        "dma", "swiotlb", "iommu/map", "iommu/unmap", "iommu/attach_device_to_domain", "iommu/io_page_fault",
    ]

    /// `dma/dma_map_phys`.
    private(set) var armedEvents: [String] = []
    private(set) var armedProbes: [String] = []
    /// What could not be armed, and why.
    private(set) var missing: [String] = []

    /// Whether calls of the DMA API are seen by probes, for want of events.
    var seesCallsByProbes: Bool { armedProbes.contains("alloc") }

    /// Arms everything this kernel has of the events and probes wanted.
    static func arm() -> Tracing {
        var tracing = Tracing()
        tracing.set("buffer_size_kb", "\(KernelProbe.bufferKiB)")
        tracing.set("options/hash-ptr", "0")
        tracing.set("tracing_on", "1")
        // What stands there is from before this process: the trace goes on behind it.
        mark("agent")
        let hasAPI = Files.exists("\(folder)/events/dma")
        let links = Files.exists("\(folder)/events/dma/dma_map_phys")
        let probes = KernelProbe.calls + (hasAPI ? [] : KernelProbe.api) + KernelProbe.pool + KernelProbe.masks
        // The kernel's command line may have asked for some.
        let present = Files.text("\(folder)/kprobe_events") ?? ""
        for probe in probes + (links ? KernelProbe.links : []) {
            if present.contains("dmaroute/\(probe.name) ") {
                tracing.armedProbes.append(probe.name)
            } else {
                tracing.add(probe)
            }
        }
        for event in events { tracing.enable(event) }
        return tracing
    }

    /// Writes a line into the trace; a trace without its marks shows that by itself.
    static func mark(_ text: String) {
        try? Files.write("dmaroute: \(text)", to: "\(folder)/trace_marker")
    }

    static func stop() {
        try? Files.write("0", to: "\(folder)/tracing_on")
    }

    static func resume() {
        try? Files.write("1", to: "\(folder)/tracing_on")
    }

    static let path = "\(folder)/trace"

    /// Counters of each processor's buffer, and of the probes.
    static func stats() -> String {
        var text = ""
        for processor in Files.names(in: "\(folder)/per_cpu") {
            text += "\(processor)\n\(Files.text("\(folder)/per_cpu/\(processor)/stats") ?? "unreadable")\n"
        }
        if let profile = Files.text("\(folder)/kprobe_profile"), !profile.isEmpty {
            text += "kprobe_profile (event, hits, misses)\n\(profile)\n"
        }
        return text
    }

    private mutating func add(_ probe: KernelProbe) {
        do {
            try Files.write(probe.definition, to: "\(Self.folder)/kprobe_events", appending: true)
            try Files.write("1", to: "\(Self.folder)/events/dmaroute/\(probe.name)/enable")
            armedProbes.append(probe.name)
        } catch {
            missing.append("\(probe.name): \(error.text)")
        }
    }

    private mutating func enable(_ event: String) {
        do {
            try Files.write("1", to: "\(Self.folder)/events/\(event)/enable")
            if event.contains("/") {
                armedEvents.append(event)
            } else {
                armedEvents += Files.names(in: "\(Self.folder)/events/\(event)").filter {
                    Files.exists("\(Self.folder)/events/\(event)/\($0)/enable")
                }.map { "\(event)/\($0)" }
            }
        } catch {
            missing.append("\(event): \(error.text)")
        }
    }

    private mutating func set(_ file: String, _ value: String) {
        do {
            try Files.write(value, to: "\(Self.folder)/\(file)")
        } catch {
            missing.append("\(file): \(error.text)")
        }
    }
}
