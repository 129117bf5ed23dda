import RouteModel

extension TraceDecoder {
    /// `dir=TO_DEVICE`, or the number of it where a kprobe prints it (include/linux/dma-direction.h).
    func flow(_ scanner: inout ByteScanner) -> TraceEvent.Flow {
        guard scanner.skip(to: "dir=") else { return .none }
        if scanner.take("TO_DEVICE") { return .toDevice }
        if scanner.take("FROM_DEVICE") { return .fromDevice }
        if scanner.take("BIDIRECTIONAL") { return .bidirectional }
        return scanner.decimal().flatMap { TraceEvent.Flow(rawValue: UInt8(clamping: $0)) } ?? .none
    }

    /// `flags=GFP_KERNEL|… attrs=MMIO|…`, of which only what decides routes is kept.
    func attributes(_ scanner: inout ByteScanner, _ details: inout TraceEvent.Details) {
        if scanner.skip(to: "flags=") { details.isAtomic = !mayBlock(&scanner) }
        guard scanner.skip(to: "attrs=") else { return }
        repeat {
            if scanner.take("MMIO") { details.attributes.insert(.mmio) }
            if scanner.take("REQUIRE_COHERENT") { details.attributes.insert(.requireCoherent) }
            if scanner.take("CC_SHARED") { details.attributes.insert(.ccShared) }
            if scanner.take("ALLOC_CC_SHARED") { details.isShared = true }
        } while scanner.skip(past: UInt8(ascii: "|"))
    }

    /// Whether one of the flags has __GFP_DIRECT_RECLAIM in it (include/linux/gfp_types.h).
    private func mayBlock(_ scanner: inout ByteScanner) -> Bool {
        var flags = ByteScanner(scanner.bytes, from: scanner.position, to: scanner.word().upperBound)
        repeat {
            if flags.take("GFP_KERNEL") || flags.take("GFP_NOIO") || flags.take("GFP_NOFS") || flags.take("GFP_USER")
                || flags.take("GFP_HIGHUSER") || flags.take("GFP_TRANSHUGE") && !flags.take("_LIGHT")
                || flags.take("__GFP_RECLAIM") || flags.take("__GFP_DIRECT_RECLAIM")
            {
                return true
            }
        } while flags.skip(past: UInt8(ascii: "|"))
        return false
    }
}
