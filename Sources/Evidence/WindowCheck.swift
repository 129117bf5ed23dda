import GuestProtocol
import RouteModel

/// Whether what stands between a request's marks is all that a call leaves there: a line that is missing or of another task
/// is one that cannot be told of the route.
extension GuestSide {
    /// Why the lines are not those of one call, in a sentence; nil where they are.
    func incomplete(_ window: TraceIndex.Window, _ mapped: MapReport) -> String? {
        if let why = trace.foreign(to: request.order.request, slot: request.slot) { return why }
        if let why = unpaired(window) ?? unreported(mapped) { return why }
        var window = window
        let device = trace.device(request.slot)
        // What the task did for another device, such as the IOMMU's own, is not the call's.
        window.events.removeAll { $0.device != nil && $0.device != device }
        guard mapped.outcome == .held else { return nil }
        return unbounced(window, mapped) ?? untranslated(window, mapped) ?? unlike(window, mapped)
    }

    /// Every entry of a function whose return is probed too must return.
    private func unpaired(_ window: TraceIndex.Window) -> String? {
        for function in TraceEvent.Function.allCases where facts.probes.contains(function.probe + "_ret") {
            let events = window.events.filter { $0.function == function }
            let calls = events.count { $0.kind == .call }
            let results = events.count { $0.kind == .result }
            guard calls != results else { continue }
            return
                "the trace has \(calls) calls of \(function.probe) between the request's marks, and \(results) returns"
        }
        return nil
    }

    private func unreported(_ mapped: MapReport) -> String? {
        func bytes(_ segments: [MapReport.Segment]) -> UInt64 { segments.reduce(0) { $0 + UInt64($1.length) } }
        let size = UInt64(request.order.size)
        if !mapped.buffer.isEmpty, bytes(mapped.buffer) != size {
            return "the probe reports a buffer of \(bytes(mapped.buffer)) bytes, not \(size)"
        }
        if let stray = mapped.buffer.first(where: { !request.order.canLie(at: $0.physical) }) {
            return "the probe reports a buffer at \(hex(stray.physical)), where none was ordered"
        }
        guard mapped.outcome == .held else { return nil }
        if bytes(mapped.mapping) != size {
            return "the probe reports a mapping of \(bytes(mapped.mapping)) bytes, not \(size)"
        }
        guard let released = request.released else { return nil }
        let due = request.linesDue
        if released.kept > 0, !request.order.mayKeep {
            return "the CPU finds \(released.kept) lines kept, where the unmap was to bring the device's"
        }
        let seen = Int(released.right) + Int(released.wrong) + Int(released.kept)
        return seen == due ? nil : "after the unmap the CPU looked at \(seen) lines, not \(due)"
    }

    /// Each part of a direct mapping that is not the buffer itself was copied, and what was copied is of the buffer.
    private func unbounced(_ window: TraceIndex.Window, _ mapped: MapReport) -> String? {
        // The event's address is phys_to_dma() of the original's (kernel/dma/swiotlb.c), with the address bit where there is one.
        let copied = window.events.filter { $0.kind == .bounced }.map { event in
            (physical: space.physical(event.physical), size: event.size)
        }
        if let stray = copied.first(where: { copy in !mapped.buffer.contains { $0.holds(copy.physical) } }) {
            return "swiotlb_bounced tells of \(hex(stray.physical)), where nothing of the buffer lies"
        }
        let asked = window.events.filter { $0.kind == .call && $0.function == .poolMap }.map(\.physical)
        if window.translations.isEmpty {
            if !asked.isEmpty, asked != copied.map(\.physical) {
                return "what swiotlb_bounced tells of and what the pool was asked for differ"
            }
            for (segment, part) in zip(mapped.mapping, mapped.buffer) where mapped.mapping.count == mapped.buffer.count
            {
                let isCopied = copied.contains { $0.physical == part.physical && $0.size == UInt64(part.length) }
                if !copied.isEmpty, space.physical(segment.address) != part.physical, !isCopied {
                    return "swiotlb_bounced does not tell of \(part.length) bytes at \(hex(part.physical))"
                }
            }
            let slots = window.events.filter { $0.kind == .result && $0.function == .poolMap }.map(\.address)
            let places = mapped.mapping.map { space.physical($0.address) }
            if let slot = slots.first(where: { !places.contains($0) }) {
                return "the pool's slot at \(hex(slot)) is none that the probe reports"
            }
        }
        return nil
    }

    /// What is behind an IOMMU is mapped as a whole, and to the buffer unless it was copied.
    private func untranslated(_ window: TraceIndex.Window, _ mapped: MapReport) -> String? {
        let maps = window.events.filter { $0.kind == .iommuMap }
        guard !maps.isEmpty else { return nil }
        let pages = Set(mapped.mapping.flatMap { $0.pages(from: $0.address) })
        var seen: Set<UInt64> = []
        let buffer = Set(mapped.buffer.flatMap { $0.pages(from: $0.physical) })
        for map in maps {
            let count = min(map.size >> 12, 1 << 18)
            for page in 0..<count {
                seen.insert((map.address >> 12) &+ page)
                let physical = space.physical(map.physical) >> 12 &+ page
                if !window.bounced, !buffer.contains(physical) {
                    return "iommu:map maps the page at \(hex(physical << 12)), where nothing of the buffer lies"
                }
            }
            if map.size & 4095 != 0 { return "iommu:map tells of \(map.size) bytes, which are no pages" }
        }
        return seen == pages ? nil : "iommu:map does not tell of all pages of the mapping and of no others"
    }

    /// Lists are told entry by entry.
    private func unlike(_ window: TraceIndex.Window, _ mapped: MapReport) -> String? {
        for event in window.events where event.device == trace.device(request.slot) {
            guard let details = event.details, details.hidden == 0 else { continue }
            let given = event.kind == .mapSG || event.kind == .call && event.function == .unmapSG
            if given, let addresses = event.addresses, addresses != mapped.mapping.map(\.address) {
                return "the trace's list of addresses is not the one that the probe reports"
            }
            if given, !details.sizes.isEmpty, details.sizes != mapped.mapping.map({ UInt64($0.length) }) {
                return "the trace's list of sizes is not the one that the probe reports"
            }
            if event.kind == .mapSG, details.origins != mapped.buffer.map(\.physical) {
                return "the trace's list of buffers is not the one that the probe reports"
            }
        }
        return nil
    }
}

extension MapOrder {
    /// Whether a part of its buffer can begin at an address: whole pages are allocated, and buffers lie as they were ordered.
    fileprivate func canLie(at physical: UInt64) -> Bool {
        let inPage = physical & 4095
        switch kind {
        case .allocCoherent, .allocPages, .allocNoncontiguous: return inPage == 0
        case .mapSingle, .mapPage: return inPage == UInt64(offset)
        case .mapSG, .mapResource: return inPage % UInt64(MemoryLine.size) == 0
        }
    }
}

extension RequestEvidence {
    /// Lines of memory that the request's transfers touch.
    var linesDue: Int {
        let line = UInt64(MemoryLine.size)
        // A guest decides how long its transfers are said to be, so no line of them is looked at.
        let parts = moves.map { move in
            let first = UInt64(move.report.offset) / line
            return (first, first + (UInt64(move.report.length) + line - 1) / line)
        }
        var (count, end): (UInt64, UInt64) = (0, 0)
        for (first, last) in parts.sorted(by: { $0.0 < $1.0 }) where last > end {
            count += last - max(first, end)
            end = last
        }
        return Int(count)
    }
}

extension MapReport.Segment {
    fileprivate func holds(_ place: UInt64) -> Bool { place >= physical && place - physical < UInt64(max(1, length)) }

    /// Numbers of the pages of 4 KiB that as many bytes from an address on touch.
    fileprivate func pages(from start: UInt64) -> ClosedRange<UInt64> {
        (start >> 12)...((start.addingUpToMax(UInt64(max(1, length)) - 1)) >> 12)
    }
}

extension TraceEvent.Function {
    /// Name of the probe at the function's entry (GuestProtocol, GuestAgent/KernelProbes.swift).
    var probe: String {
        switch self {
        case .none: ""
        case .mapPage: "map_page"
        case .mapSG: "map_sg"
        case .unmapSG: "unmap_sg"
        case .alloc: "alloc"
        case .free: "free"
        case .poolMap: "pool_map"
        case .atomicPool: "atomic_pool"
        case .mapSGTable: "map_sgtable"
        case .mapResource: "map_resource"
        case .allocPages: "alloc_pages"
        case .allocNoncontiguous: "alloc_noncontiguous"
        case .iovaLink: "iova_link"
        case .setMask: "set_mask"
        case .setCoherentMask: "set_coherent_mask"
        }
    }
}
