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
            case .mapPage: scanner.skip(to: "dma_addr=")
            case .alloc: scanner.skip(to: "virt=")
            case .poolMap: scanner.skip(to: "phys_addr=")
            case .atomicPool: scanner.skip(to: "page=")
            default: false
            }
        // What dma_map_sg_attrs returns is a count, and says nothing of where.
        guard found else { return function == .mapSG }
        guard let value = scanner.hexadecimal() else { return false }
        event.address = value
        return true
    }

    private func arguments(
        of function: TraceEvent.Function, _ scanner: inout ByteScanner, _ event: inout TraceEvent
    ) -> Bool {
        switch function {
        case .free, .unmapPage:
            guard scanner.skip(to: "dma_addr="), let address = scanner.hexadecimal() else { return false }
            event.address = address
        case .unmapSG:
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
                if length > 0 { addresses.append(address) }
            }
            event.addresses = addresses
        default: break
        }
        return true
    }

    private static func function(_ name: inout ByteScanner) -> TraceEvent.Function? {
        if name.take("map_page") || name.take("map_resource") { return .mapPage }
        if name.take("map_sg") { return .mapSG }
        if name.take("unmap_page") || name.take("unmap_resource") { return .unmapPage }
        if name.take("unmap_sg") { return .unmapSG }
        if name.take("pool_map") { return .poolMap }
        if name.take("atomic_pool") { return .atomicPool }
        if name.take("alloc") || name.take("pages_alloc") || name.take("table_alloc") { return .alloc }
        if name.take("free") || name.take("pages_free") || name.take("table_free") { return .free }
        return nil
    }
}
