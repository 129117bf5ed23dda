import GuestProtocol

/// The kernel's own record of what the DMA API did.
struct Tracing {
    /// Where a trace is taken.
    struct Place {
        /// Of tracefs; kprobes are made there and serve all instances.
        var root: String
        /// Of the instance (Documentation/trace/ftrace.rst, "Instances"), or the root.
        var folder: String
        /// Group of its kprobes.
        var group: String
        /// Of each processor's buffer.
        var bufferKiB: Int

        /// The guest's only one.
        static let whole = Place(
            root: Mounts.tracing, folder: Mounts.tracing, group: KernelProbe.group, bufferKiB: KernelProbe.bufferKiB)
    }

    let place: Place
    private let system: any SystemCalls
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

    init(at place: Place, _ system: any SystemCalls) {
        self.place = place
        self.system = system
    }

    /// Arms everything this kernel has of the events and probes wanted, in a guest that nobody else uses.
    static func arm(_ system: any SystemCalls) -> Tracing {
        var tracing = Tracing(at: .whole, system)
        tracing.set("options/hash-ptr", "0")
        tracing.set("tracing_on", "1")
        // What stands there is from before this process: the trace goes on behind it.
        tracing.mark("agent")
        tracing.arm(KernelProbe.masks + KernelProbe.calls)
        return tracing
    }

    /// Arms everything this kernel has of the events and probes wanted.
    /// - Parameter others: probes that are wanted besides.
    mutating func arm(_ others: [KernelProbe] = []) {
        set("buffer_size_kb", "\(place.bufferKiB)")
        let hasAPI = system.exists("\(place.folder)/events/dma")
        let links = system.exists("\(place.folder)/events/dma/dma_map_phys")
        let api = hasAPI ? [] : KernelProbe.calls + KernelProbe.api
        let probes = api + KernelProbe.pool + others + (links ? KernelProbe.links : [])
        // The kernel's command line may have asked for some.
        let present = system.text("\(place.root)/kprobe_events") ?? ""
        var names: Set<String> = []
        for probe in probes where names.insert(probe.name).inserted {
            if present.contains(":\(place.group)/\(probe.name) ") {
                armedProbes.append(probe.name)
            } else {
                add(probe)
            }
        }
        for event in Self.events { enable(event) }
    }

    /// Writes a line into the trace; a trace without its marks shows that by itself.
    func mark(_ text: String) {
        try? system.write("dmaroute: \(text)", to: "\(place.folder)/trace_marker")
    }

    mutating func start() {
        set("tracing_on", "1")
    }

    mutating func pause() {
        set("tracing_on", "0")
    }

    func stop() {
        try? system.write("0", to: "\(place.folder)/tracing_on")
    }

    func resume() {
        try? system.write("1", to: "\(place.folder)/tracing_on")
    }

    var path: String { "\(place.folder)/trace" }

    /// Counters of each processor's buffer, and of the probes.
    func stats() -> String {
        var text = ""
        for processor in system.names(in: "\(place.folder)/per_cpu") {
            text += "\(processor)\n\(system.text("\(place.folder)/per_cpu/\(processor)/stats") ?? "unreadable")\n"
        }
        if let profile = system.text("\(place.root)/kprobe_profile"), !profile.isEmpty {
            text += "kprobe_profile (event, hits, misses)\n\(profile)\n"
        }
        return text
    }

    private mutating func add(_ probe: KernelProbe) {
        do {
            try system.write(probe.definition(in: place.group), to: "\(place.root)/kprobe_events", appending: true)
            try system.write("1", to: "\(place.folder)/events/\(place.group)/\(probe.name)/enable")
            armedProbes.append(probe.name)
        } catch {
            missing.append("\(probe.name): \(error.text)")
        }
    }

    private mutating func enable(_ event: String) {
        do {
            try system.write("1", to: "\(place.folder)/events/\(event)/enable")
            if event.contains("/") {
                armedEvents.append(event)
            } else {
                armedEvents += system.names(in: "\(place.folder)/events/\(event)").filter {
                    system.exists("\(place.folder)/events/\(event)/\($0)/enable")
                }.map { "\(event)/\($0)" }
            }
        } catch {
            missing.append("\(event): \(error.text)")
        }
    }

    private mutating func set(_ file: String, _ value: String) {
        do {
            try system.write(value, to: "\(place.folder)/\(file)")
        } catch {
            missing.append("\(file): \(error.text)")
        }
    }
}
