import GuestProtocol
import RouteModel

/// What the kernel's trace and the probe's report say of one request.
struct GuestSide {
    let request: RequestEvidence
    /// The boot's trace, with the text it was read from.
    let trace: TraceIndex
    let facts: GuestFacts
    let space: AddressSpace
    /// Address of the device's control buffer, as the probe reports it; nil where it has none.
    var control: UInt64?

    var side: Side {
        if let lack = request.lack { return .lost(lack) }
        guard let mapped = request.mapped else { return .lost("the guest reported nothing") }
        if request.isUnbound, mapped.outcome == .notLoaded { return unbound }
        guard !request.isUnbound else { return .lost("the probe mapped for a device that no driver was bound to") }
        switch mapped.outcome {
        case .noBuffer, .notLoaded, .noAttribute: return .notWorking("the request was never made")
        case .noPages:
            return .saw(SideView(paths: [], says: "the kernel hands out pages at an address where there are none"))
        case .refused, .held: break
        }
        if let silent = trace.saysNothing(slot: request.slot, facts) { return silent }
        if let control, let told = trace.controls(of: request.slot), !told.contains(control) {
            return .lost("the probe reports a control buffer at \(hex(control)), and the trace others")
        }
        guard let window = trace.window(of: request.order.request, slot: request.slot) else {
            return .lost("the trace has no marks of this request")
        }
        if let stranger = stranger(window, mapped) ?? incomplete(window, mapped) { return .lost(stranger) }
        if !facts.streamingBits.isEmpty,
            facts.streamingBits[request.slot] == nil || facts.coherentBits[request.slot] == nil
        {
            return .lost("sysfs tells the masks of other devices and not those of \(request.slot)")
        }
        return mapped.outcome == .refused ? refused(mapped, window) : held(mapped, window)
    }

    /// sysfs is asked, not the trace: a device without driver makes no call.
    private var unbound: Side {
        guard facts.areWhole else { return .lost("the facts that the guest sent are cut or not there") }
        guard let driver = facts.drivers[request.slot] else {
            return .saw(SideView(paths: [.noDriver], says: "no driver bound the device"))
        }
        return .saw(
            SideView(paths: [], says: "the probe finds the device without driver, and sysfs names \(driver)"))
    }

    private func refused(_ mapped: MapReport, _ window: TraceIndex.Window) -> Side {
        let message = mapped.log.compactMap(KernelMessages.refusal).first ?? .silent
        // 7.3 has no event for a list that is refused (kernel/dma/mapping.c:__dma_map_sg_attrs).
        guard window.tellsOfCall || request.order.kind == .mapSG else {
            return .missing("the trace has no event of this call between its marks")
        }
        let granted =
            window.addresses.filter { $0 != UInt64.max && $0 != 0 }
            + window.events.filter(\.givesMemory).map(\.address)
        guard granted.isEmpty else {
            return .saw(
                SideView(
                    paths: [], message: message,
                    says: "the probe reports a refusal, the trace an address \(hex(granted[0]))", lines: window.lines))
        }
        let said = message == .silent ? "and says nothing" : "and says \(message.rawValue)"
        return .saw(
            SideView(
                paths: [.refused], message: message,
                says: "the kernel refuses \(said)" + (window.bounced ? ", after swiotlb_bounced" : ""),
                lines: window.lines + mapped.log))
    }

    private func held(_ mapped: MapReport, _ window: TraceIndex.Window) -> Side {
        guard let released = request.released, released.right > 0 || released.wrong > 0 || released.kept > 0
        else {
            return .lost("the probe says nothing of the buffer after the unmap")
        }
        guard let first = mapped.mapping.first else { return .missing("the probe reports a mapping without addresses") }
        if let stranger = mapped.mapping.first(where: { !window.knows($0.address) }) {
            guard !window.addresses.isEmpty else {
                return .missing("the trace has no event of this call between its marks")
            }
            return .saw(
                SideView(
                    paths: [],
                    says: "the probe reports \(hex(stranger.address)), the trace \(hex(window.addresses[0]))",
                    lines: window.lines))
        }
        let translated = mapped.mapping.map { segment in window.translations.contains { $0.contains(segment.address) } }
        let own = mapped.mapping.map { segment in
            mapped.buffer.contains {
                let physical = space.physical(segment.address)
                return $0.physical <= physical && physical - $0.physical < UInt64($0.length)
            }
        }
        let straight = own.allSatisfy { $0 }
        let top = mapped.mapping.map { $0.address &+ UInt64(max(1, $0.length)) &- 1 }.max()
        let path = path(translated: translated.allSatisfy { $0 }, window, straight: straight)
        // Of a list that bounced, a segment whose address is its own did not.
        let others = path == .bounce && own.contains(true) ? [straightPath] : []
        let says = told(first, window, translated: translated.contains(true), straight: straight)
        let isTranslated = path == .translated || path == .translatedBounce
        let bits = Set(mapped.mapping.map { isTranslated ? space.bare : space.state($0.address) })
        guard bits.count == 1, let bit = bits.first else {
            return .saw(
                SideView(
                    paths: [], says: "segments of one list differ in the \(space.bitName): \(says)", lines: window.lines
                ))
        }
        return .saw(
            SideView(
                paths: path.map(paths) ?? [], others: others, addressBit: bit, memory: memory(mapped, path), top: top,
                says: says, lines: window.lines))
    }

    /// Memory of an atomic pool looks like any other that was decrypted, but for the probe.
    private func paths(_ path: Path) -> [Path] {
        let seesPools = facts.probes.isSuperset(of: ["atomic_pool", "atomic_pool_ret"])
        return path == .coherent && request.order.atomic && !seesPools ? [.coherent, .atomicPool] : [path]
    }

    /// State of the page that the device touches: the buffer's, or that of the copy.
    private func memory(_ mapped: MapReport, _ path: Path?) -> MemoryState? {
        let pages = path?.isBounce == true ? mapped.mapping : mapped.buffer
        let states = Set(pages.map { space.memory(entry: $0.entry) })
        return states.count == 1 ? states.first ?? nil : nil
    }

    /// Source: the classifier follows kernel/dma/mapping.c:dma_map_page_attrs (6.1) and dma_map_phys (7.3), which send
    /// a call to dma-iommu or to dma-direct, each of which bounces or not.
    private func path(translated: Bool, _ window: TraceIndex.Window, straight: Bool) -> Path? {
        let allocation = request.order.kind.allocates
        if translated { return window.bounced ? .translatedBounce : .translated }
        if window.bounced { return straight || allocation ? nil : .bounce }
        guard straight else { return nil }
        if allocation { return window.fromAtomicPool ? .atomicPool : .coherent }
        return straightPath
    }

    private var straightPath: Path { facts.groupTypes[request.slot] == "identity" ? .identity : .direct }

    private func told(
        _ first: MapReport.Segment, _ window: TraceIndex.Window, translated: Bool, straight: Bool
    ) -> String {
        let group = facts.groupTypes[request.slot].map { "IOMMU group type \($0)" } ?? "no IOMMU group"
        let bounce = window.bounced ? "after swiotlb_bounced" : "with no swiotlb_bounced"
        let address = straight ? "the buffer's own" : translated ? "an IOVA with iommu:map" : "not the buffer's"
        let atomic = window.fromAtomicPool ? ", from an atomic pool" : ""
        return "dma_addr_t \(hex(first.address)), \(address)\(atomic), \(bounce); \(group)"
    }
}
