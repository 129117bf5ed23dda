extension TraceDecoder {
    /// Events of the agent's kprobes (Documentation/trace/kprobetrace.rst): `NAME: (place) dev="…" field=value`, and
    /// `NAME_ret: (caller <- place) field=value` on return. `isOurs` is false where the name is none of them.
    mutating func probed(
        _ name: inout ByteScanner, _ scanner: inout ByteScanner, _ line: Range<Int>
    ) -> (isOurs: Bool, event: TraceEvent?) {
        guard let function = Self.function(&name) else { return (false, nil) }
        let returned = name.take("_ret")
        guard name.isAtEnd, scanner.take("(") else { return (false, nil) }
        var event = TraceEvent(kind: returned ? .result : .call, line: line)
        event.function = function
        if returned {
            return (true, result(of: function, &scanner, &event) ? event : nil)
        }
        guard scanner.skip(to: "dev=\"") else { return (true, nil) }
        event.device = device(scanner.word(), scanner)
        return (true, arguments(of: function, &scanner, &event) ? event : nil)
    }

    private func result(
        of function: TraceEvent.Function, _ scanner: inout ByteScanner, _ event: inout TraceEvent
    ) -> Bool {
        let found =
            switch function {
            case .mapPage, .mapResource: scanner.skip(to: "dma_addr=")
            case .alloc, .allocNoncontiguous: scanner.skip(to: "virt=")
            case .poolMap: scanner.skip(to: "phys_addr=")
            case .atomicPool, .allocPages: scanner.skip(to: "page=")
            case .mapSG: scanner.skip(to: "mapped=")
            case .mapSGTable, .iovaLink, .setMask, .setCoherentMask: scanner.skip(to: "error=")
            default: false
            }
        guard found else { return function == .mapSG }
        switch function {
        // A count, or an error that is less than nothing.
        case .mapSG, .mapSGTable, .iovaLink, .setMask, .setCoherentMask:
            guard !scanner.take("-") else {
                event.address = .max
                return true
            }
            guard let value = scanner.decimal() else { return false }
            event.address = value
        default:
            guard let value = scanner.hexadecimal() else { return false }
            event.address = value
        }
        return true
    }

    private func arguments(
        of function: TraceEvent.Function, _ scanner: inout ByteScanner, _ event: inout TraceEvent
    ) -> Bool {
        var details = TraceEvent.Details()
        switch function {
        case .free:
            event.physical = scanner.skip(to: "virt=") ? scanner.hexadecimal() ?? 0 : 0
            guard scanner.skip(to: "dma_addr="), let address = scanner.hexadecimal() else { return false }
            event.address = address
        case .unmapSG:
            return givenBack(&scanner, &event)
        case .mapPage:
            event.physical = scanner.skip(to: "page=") ? scanner.hexadecimal() ?? 0 : 0
            event.address = scanner.skip(to: "offset=") ? scanner.decimal() ?? 0 : 0
            event.size = scanner.skip(to: "size=") ? scanner.decimal() ?? 0 : 0
            details.flow = flow(&scanner)
            event.details = details
        case .mapResource:
            event.physical = scanner.skip(to: "phys_addr=") ? scanner.hexadecimal() ?? 0 : 0
            event.size = scanner.skip(to: "size=") ? scanner.decimal() ?? 0 : 0
            details.flow = flow(&scanner)
            event.details = details
        case .iovaLink:
            event.address = scanner.skip(to: "iova=") ? scanner.hexadecimal() ?? 0 : 0
            event.physical = scanner.skip(to: "phys_addr=") ? scanner.hexadecimal() ?? 0 : 0
            event.address &+= scanner.skip(to: "offset=") ? scanner.decimal() ?? 0 : 0
            event.size = scanner.skip(to: "size=") ? scanner.decimal() ?? 0 : 0
            details.flow = flow(&scanner)
            event.details = details
        case .alloc, .allocPages, .allocNoncontiguous:
            event.size = scanner.skip(to: "size=") ? scanner.decimal() ?? 0 : 0
            // ___GFP_DIRECT_RECLAIM (6.1 include/linux/gfp_types.h).
            if scanner.skip(to: "flags="), let flags = scanner.hexadecimal() { details.isAtomic = flags & 0x400 == 0 }
            event.details = details
        case .mapSG, .mapSGTable: event.details = list(&scanner)
        case .poolMap: event.physical = scanner.skip(to: "phys_addr=") ? scanner.hexadecimal() ?? 0 : 0
        case .setMask, .setCoherentMask:
            guard scanner.skip(to: "mask="), let mask = scanner.hexadecimal() else { return false }
            event.address = mask
        case .none, .atomicPool: break
        }
        return true
    }

    /// `sg=0x… nents=3 dir=1 addr0=0x… len0=4096 addr1=…`: the addresses of a list that is unmapped.
    private func givenBack(_ scanner: inout ByteScanner, _ event: inout TraceEvent) -> Bool {
        var details = TraceEvent.Details()
        details.list = scanner.skip(to: "sg=") ? scanner.hexadecimal() ?? 0 : 0
        // More entries are shown than a list may have, and of those an IOMMU may have left some without length.
        var addresses: [UInt64] = []
        guard scanner.skip(to: "nents="), let entries = scanner.decimal(), scanner.skip(to: "dir=") else {
            return false
        }
        var shown: UInt64 = 0
        while shown < entries, scanner.skip(past: UInt8(ascii: "=")), let address = scanner.hexadecimal(),
            scanner.skip(past: UInt8(ascii: "=")), let length = scanner.decimal()
        {
            shown += 1
            guard length > 0 else { continue }
            addresses.append(address)
            details.sizes.append(length)
        }
        event.addresses = addresses
        event.details = details
        return true
    }

    /// `sg=0x… nents=3 dir=1 page0=0x… off0=0 len0=4096 page1=…`: as many entries as there are, of those shown.
    private func list(_ scanner: inout ByteScanner) -> TraceEvent.Details {
        var details = TraceEvent.Details()
        details.list = scanner.skip(to: "sg=") ? scanner.hexadecimal() ?? 0 : 0
        let entries = scanner.skip(to: "nents=") ? Int(clamping: scanner.decimal() ?? 0) : 0
        details.flow = flow(&scanner)
        // An entry with the lowest bit, SG_CHAIN, is none, but tells where the list goes on.
        while details.origins.count < entries, scanner.skip(past: UInt8(ascii: "=")), let page = scanner.hexadecimal(),
            scanner.skip(past: UInt8(ascii: "=")), let offset = scanner.decimal(),
            scanner.skip(past: UInt8(ascii: "=")), let length = scanner.decimal()
        {
            guard page & 1 == 0 else { break }
            // The two lowest bits of a page_link are flags (include/linux/scatterlist.h).
            details.origins.append(page & ~3)
            details.offsets.append(offset)
            details.sizes.append(length)
        }
        details.hidden = entries - details.origins.count
        return details
    }

    /// A name may be the beginning of another.
    private static func function(_ name: inout ByteScanner) -> TraceEvent.Function? {
        if name.take("map_page") { return .mapPage }
        if name.take("map_sgtable") { return .mapSGTable }
        if name.take("map_sg") { return .mapSG }
        if name.take("map_resource") { return .mapResource }
        if name.take("unmap_sg") { return .unmapSG }
        if name.take("pool_map") { return .poolMap }
        if name.take("atomic_pool") { return .atomicPool }
        if name.take("iova_link") { return .iovaLink }
        if name.take("alloc_pages") { return .allocPages }
        if name.take("alloc_noncontiguous") { return .allocNoncontiguous }
        if name.take("alloc") { return .alloc }
        if name.take("free_pages") || name.take("free_noncontiguous") || name.take("free") { return .free }
        if name.take("set_mask") { return .setMask }
        if name.take("set_coherent_mask") { return .setCoherentMask }
        return nil
    }
}
