extension Reading {
    /// A pool that could not be had, as kernels say it while they boot; nothing was refused by then.
    static let warnings = [
        MessageForm("software io tlb: no low mem", by: "5.0 to 5.18: kernel/dma/swiotlb.c, swiotlb_init"),
        MessageForm("cannot allocate swiotlb buffer", by: "2.6.x to 4.20: lib/swiotlb.c, swiotlb_init"),
        MessageForm("software io tlb: cannot allocate buffer", by: "5.0 to 5.18: kernel/dma/swiotlb.c, swiotlb_init"),
        MessageForm("bytes tlb structure", by: "5.19 and later: kernel/dma/swiotlb.c, swiotlb_memblock_alloc"),
        MessageForm("software io tlb: failed to allocate", by: "5.19 and later: kernel/dma/swiotlb.c"),
        MessageForm("software io tlb: swiotlb_init_remap: failed", by: "5.19 and later: kernel/dma/swiotlb.c"),
        MessageForm("software io tlb: swiotlb_memblock_alloc: failed", by: "6.0 and later: kernel/dma/swiotlb.c"),
        MessageForm("unable to allocate swiotlb", by: "distributions"),
    ]

    /// A bounce that finds no pool at all.
    static let absences = [
        MessageForm(
            "can not allocate swiotlb buffer earlier",
            by: "2.6.37 and later: kernel/dma/swiotlb.c, swiotlb_tbl_map_single; a panic until 5.10"),
        MessageForm("can't now provide you with the dma bounce", by: "the same"),
    ]

    /// Where a pool lies; only `mapped` and `[mem` say its size in brackets.
    static let places = [
        MessageForm("software io tlb: mapped", by: "5.0 and later: kernel/dma/swiotlb.c, swiotlb_print_info"),
        MessageForm("software io tlb [mem", by: "3.3 to 4.20: lib/swiotlb.c, swiotlb_print_info"),
    ]

    /// Where the pool lies, how large it is, or that there is none.
    ///
    /// `software IO TLB: mapped [mem a-b] (64MB)` since 5.0; `software IO TLB [mem a-b] (64MB) mapped at […]` of 3.3 to
    /// 4.20; `Placing 64MB software IO TLB between a - b` of 2.6.x to 3.2.
    mutating func readPrintedPool(_ line: Pasted.Line) {
        let text = line.text
        // What is to be set is not set.
        if text.has("swiotlb_dynamic"), text.hasAny(["not set", "=n", " off", "disabled", "default n", "absent"]) {
            deniesDynamicPool = true
            isTaken = true
        } else if text.has("config_swiotlb_dynamic=y") || !line.isMachineText && text.has("swiotlb_dynamic"),
            !text.hasAny(["no swiotlb_dynamic", "without", "set config", "set `config", "enable", "enabling", "fix"])
        {
            if note("SWIOTLB", "grows while it is used (CONFIG_SWIOTLB_DYNAMIC)", line) {
                dynamicPools.append(line.noted(true))
            }
        }
        if Self.places.match(text), let open = text.after("("), let (bytes, _) = text.size(at: open) {
            addPool(Self.range(text).map { bytes > 0 ? bytes : $0.upperBound - $0.lowerBound } ?? bytes, line)
            readRange(line)
        } else if let at = text.after("placing "), text.has("software io tlb"), let (bytes, _) = text.size(at: at) {
            addPool(bytes, line)
        } else if text.has("using software bounce buffering for io (swiotlb)") {
            if note("SWIOTLB", "in use", line) { pools.append(line.noted(.mapped(0))) }
        } else if Self.absences.match(text) {
            // Said as a mapping is refused.
            if note("SWIOTLB", "no pool for a mapping", line) { pools.append(line.noted(.absent)) }
        } else if Self.warnings.match(text) {
            if note("SWIOTLB", "no pool could be had at boot", line) { poolWarnings.append(line.noted(true)) }
        }
    }

    /// What is less than a MiB is printed as none, and the range tells how much it is.
    private mutating func addPool(_ bytes: UInt64, _ line: Pasted.Line) {
        let size = bytes < 1 << 20 ? "\((bytes + 1) >> 10) KiB" : "\(bytes >> 20) MiB"
        if note("SWIOTLB", "pool of \(size)", line) { pools.append(line.noted(.mapped(bytes))) }
    }

    private static func range(_ text: ReportText) -> ClosedRange<UInt64>? {
        guard let start = text.after("[mem "), let (first, dash) = text.hex(at: start), text[dash] == UInt8(ascii: "-"),
            let (last, _) = text.hex(at: dash + 1), first < last
        else { return nil }
        return first...last
    }

    private mutating func readRange(_ line: Pasted.Line) {
        guard let range = Self.range(line.text) else { return }
        let (first, last) = (String(range.lowerBound, radix: 16), String(range.upperBound, radix: 16))
        if note("pool's place", "0x\(first) to 0x\(last)", line) { poolRanges.append(line.noted(range)) }
    }
}
