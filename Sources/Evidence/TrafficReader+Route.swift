import RouteModel

/// The route of one call, from what happened in its context.
extension TrafficReader {
    func seen(_ call: TraceEvent, result: TraceEvent, _ made: DMACall, _ done: UnderWay) -> DMACall.Seen {
        switch (call.kind, call.function) {
        case (.mapSGError, _): return refused
        case (.mapSG, _):
            return list(call.addresses ?? [], call.details?.sizes ?? [], made.buffer, done)
        case (.alloc, .allocNoncontiguous):
            return settled(call.address, virtual: nil, call.details?.origins.first, done, made, call.details)
        case (.alloc, _):
            guard call.physical != 0 else { return refused }
            return settled(call.address, virtual: call.physical, nil, done, made, call.details)
        case (.call, .iovaLink):
            guard result.address == 0 else { return refused }
            return list([call.address], [call.size], made.buffer, done)
        case (.call, .mapSG): return result.address == 0 ? refused : .untold("the list's addresses are not told")
        case (.call, .mapSGTable): return result.address != 0 ? refused : .untold("the list's addresses are not told")
        case (.call, .alloc), (.call, .allocPages), (.call, .allocNoncontiguous):
            return result.address == 0 ? refused : .untold("the allocation's address is not told")
        default:
            guard result.address != .max else { return refused }
            return list([result.address], [call.size], made.buffer, done)
        }
    }

    private var refused: DMACall.Seen { .route(SideView(paths: [.refused], says: "the kernel refuses it")) }

    /// Of a release without events for allocations, what the pages and the IOMMU's tables tell.
    func settle(_ made: inout DMACall, address: UInt64?, virtual: UInt64, _ done: UnderWay) {
        // All of it lies in one range of I/O virtual addresses, which the tables are filled for from its beginning.
        let translated = done.translations.map(\.address).min()
        let own = physical(virtual: virtual)
        // Where addresses carry no bit it can be none but the physical one.
        guard let found = address ?? translated ?? (space.isPlain ? own : nil) else { return }
        made.seen = settled(found, virtual: virtual, nil, done, made, nil)
    }

    /// Where a virtual address lies in memory; nil for what the kernel maps elsewhere.
    private func physical(virtual: UInt64) -> UInt64? {
        guard let base = facts.directMap, virtual >= base, virtual - base < 1 << 46 else { return nil }
        return virtual - base
    }

    private func settled(
        _ address: UInt64, virtual: UInt64?, _ origin: UInt64?, _ done: UnderWay, _ made: DMACall,
        _ details: TraceEvent.Details?
    ) -> DMACall.Seen {
        let memory: MemoryState? = space.isPlain ? .ordinary : details?.isShared == true ? .decrypted : nil
        if done.translations.contains(where: { $0.covers(address) }) {
            return .route(
                SideView(
                    paths: [.translated], addressBit: space.bare, memory: memory, top: address,
                    says: "dma_addr_t \(hex(address)), an IOVA with iommu:map"))
        }
        let own = origin ?? virtual.flatMap(physical(virtual:))
        guard own == nil || own == space.physical(address) else {
            return .route(
                SideView(
                    paths: [],
                    says: "dma_addr_t \(hex(address)) is neither the memory's, \(hex(own ?? 0)), nor one with iommu:map"
                )
            )
        }
        // Memory of an atomic pool looks like any other but for its probe.
        let paths: [Path] =
            done.fromAtomicPool
            ? [.atomicPool] : seesAtomicPool || !made.isAtomic ? [.coherent] : [.coherent, .atomicPool]
        return .route(
            SideView(
                paths: paths, addressBit: space.state(address), memory: memory, top: address,
                says: "dma_addr_t \(hex(address)), \(done.fromAtomicPool ? "from an atomic pool" : "the memory's own")")
        )
    }

    /// One mapping, or the entries of a list.
    func list(
        _ addresses: [UInt64], _ sizes: [UInt64], _ buffer: [ClosedRange<UInt64>]?, _ done: UnderWay
    ) -> DMACall.Seen {
        guard !addresses.isEmpty else { return .untold("the trace tells no address of it") }
        // Entries that an IOMMU put together are fewer than those of the buffer.
        let origins = buffer.flatMap { $0.count == addresses.count ? $0.map(\.lowerBound) : nil }
        var paths: [Path] = []
        var bits: Set<BitState> = []
        var top: UInt64 = 0
        for (number, address) in addresses.enumerated() {
            guard let path = path(address, origin: origins?[number], done) else {
                return .route(
                    SideView(
                        paths: [],
                        says: "dma_addr_t \(hex(address)) is neither the buffer's"
                            + (origins.map { ", \(hex($0[number]))" } ?? "")
                            + ", nor the pool's slot for it, nor one that iommu:map puts there"))
            }
            if !paths.contains(path) { paths.append(path) }
            bits.insert(path == .translated || path == .translatedBounce ? space.bare : space.state(address))
            let length = sizes.indices.contains(number) ? max(sizes[number], 1) : 1
            top = max(top, address.addingUpToMax(length - 1))
        }
        guard bits.count == 1, let bit = bits.first else {
            return .route(SideView(paths: [], says: "entries of one list differ in the \(space.bitName)"))
        }
        return .route(
            SideView(
                paths: [paths[0]], others: Array(paths.dropFirst()), addressBit: bit,
                memory: space.isPlain ? .ordinary : nil, top: top,
                says: "dma_addr_t \(hex(addresses[0]))"
                    + (addresses.count > 1 ? " and \(addresses.count - 1) more" : "")
                    + ", \(told(paths))"))
    }

    private func path(_ address: UInt64, origin: UInt64?, _ done: UnderWay) -> Path? {
        let bounced =
            origin.map { origin in done.bounced.contains { space.physical($0) == origin } } ?? !done.bounced.isEmpty
        if let map = done.translations.first(where: { $0.covers(address) }) {
            let behind = map.physical &+ (address &- map.address)
            if bounced { return origin == nil || behind != origin ? .translatedBounce : nil }
            return origin == nil || behind == origin ? .translated : nil
        }
        let own = space.physical(address)
        if bounced {
            if seesPool, let origin { return done.slots[origin] == own ? .bounce : nil }
            return own == origin ? nil : .bounce
        }
        return origin == nil || own == origin ? straightPath : nil
    }

    private func told(_ paths: [Path]) -> String {
        paths.map {
            switch $0 {
            case .bounce: "a slot of the pool, after swiotlb_bounced"
            case .translated: "an IOVA with iommu:map"
            case .translatedBounce: "an IOVA with iommu:map of a slot of the pool, after swiotlb_bounced"
            default: "the buffer's own, with no swiotlb_bounced"
            }
        }.joined(separator: ", and ")
    }
}

extension TraceEvent {
    /// Whether the I/O virtual address is in what iommu:map filled.
    fileprivate func covers(_ iova: UInt64) -> Bool { iova >= address && iova - address < max(size, 1) }
}

extension [UInt64] {
    /// Ranges that begin here, of so many bytes each; nil where one would pass the end of the address space.
    func ranges(_ sizes: [UInt64]) -> [ClosedRange<UInt64>]? {
        var ranges: [ClosedRange<UInt64>] = []
        for (start, size) in zip(self, sizes) {
            let (end, overflowed) = start.addingReportingOverflow(Swift.max(size, 1) - 1)
            guard !overflowed else { return nil }
            ranges.append(start...end)
        }
        return ranges
    }
}

extension DMACall {
    init(_ event: TraceEvent, masks: DMAMasks?, isEarly: Bool) {
        let details = event.details ?? TraceEvent.Details()
        switch event.function {
        case .alloc: kind = .allocCoherent
        case .allocPages: kind = .allocPages
        case .allocNoncontiguous: kind = .allocNoncontiguous
        case .mapResource: kind = .mapResource
        case .mapSG, .mapSGTable: kind = .mapSG
        default: kind = event.kind == .mapSG || event.kind == .mapSGError ? .mapSG : .mapPage
        }
        // Releases that have one event for both tell registers by their attribute.
        if kind == .mapPage, details.attributes.contains(.mmio) { kind = .mapResource }
        var attributes = details.attributes
        if kind == .mapResource { attributes.remove(.mmio) }
        self.attributes = attributes
        size =
            kind == .mapSG
            ? details.sizes.reduce(0) { $0.addingUpToMax($1) } : event.size
        flow = details.flow
        isAtomic = details.isAtomic
        self.masks = masks
        seen = .untold("the trace does not tell")
        self.isEarly = isEarly
    }

    /// Whether the trace tells the addresses later, where they are given back.
    func isOpen(_ result: TraceEvent) -> Bool {
        switch result.function {
        case .mapSG: result.address != 0 && result.address != .max
        case .mapSGTable: result.address == 0
        case .alloc, .allocPages, .allocNoncontiguous: result.address != 0
        default: false
        }
    }
}
