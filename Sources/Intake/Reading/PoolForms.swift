extension Reading {
    /// A pool that could not be had, as kernels say it while they boot; nothing was refused by then.
    private static let warnings: [StaticString] = [
        "software io tlb: no low mem", "cannot allocate swiotlb buffer", "software io tlb: cannot allocate buffer",
        "bytes tlb structure", "software io tlb: failed to allocate", "software io tlb: swiotlb_init_remap: failed",
        "software io tlb: swiotlb_memblock_alloc: failed", "unable to allocate swiotlb",
    ]

    /// Where the pool lies, how large it is, or that there is none.
    ///
    /// `software IO TLB: mapped [mem a-b] (64MB)` since 5.0; `software IO TLB [mem a-b] (64MB) mapped at […]` of 3.x and
    /// 4.x; `Placing 64MB software IO TLB between a - b` before.
    mutating func readPrintedPool(_ line: Pasted.Line) {
        let text = line.text
        if text.starts("config_swiotlb_dynamic=y") || !line.isMachineText && text.has("swiotlb_dynamic"),
            !text.hasAny(["not set", "=n", "no swiotlb_dynamic", "without"])
        {
            if note("SWIOTLB", "grows while it is used (CONFIG_SWIOTLB_DYNAMIC)", line) {
                dynamicPools.append(line.noted(true))
            }
        }
        if text.has("software io tlb: mapped") || text.has("software io tlb [mem"), let open = text.after("("),
            let (bytes, _) = text.size(at: open)
        {
            if note("SWIOTLB", "pool of \(bytes >> 20) MiB", line) { pools.append(line.noted(.mapped(bytes))) }
            readRange(line)
        } else if let at = text.after("placing "), text.has("software io tlb"), let (bytes, _) = text.size(at: at) {
            if note("SWIOTLB", "pool of \(bytes >> 20) MiB", line) { pools.append(line.noted(.mapped(bytes))) }
        } else if text.has("using software bounce buffering for io (swiotlb)") {
            if note("SWIOTLB", "in use", line) { pools.append(line.noted(.mapped(0))) }
        } else if text.has("can not allocate swiotlb buffer earlier")
            || text.has("can't now provide you with the dma bounce")
        {
            // Said as a mapping is refused.
            if note("SWIOTLB", "no pool for a mapping", line) { pools.append(line.noted(.absent)) }
        } else if Self.warnings.contains(where: { text.has($0) }) {
            if note("SWIOTLB", "no pool could be had at boot", line) { poolWarnings.append(line.noted(true)) }
        }
    }

    private mutating func readRange(_ line: Pasted.Line) {
        let text = line.text
        guard let start = text.after("[mem "), let (first, dash) = text.hex(at: start), text[dash] == UInt8(ascii: "-"),
            let (last, _) = text.hex(at: dash + 1), first < last
        else { return }
        if note("pool's place", "0x\(String(first, radix: 16)) to 0x\(String(last, radix: 16))", line) {
            poolRanges.append(line.noted(first...last))
        }
    }
}
