import RouteModel

extension Reading {
    /// Messages of a DMA that was refused or went astray.
    /// - Parameter whole: the line with those that it may have been wrapped into.
    mutating func readMessage(_ line: Pasted.Line, whole: ReportText) {
        let text = line.text
        let overflow = OverflowForm.all.lazy.compactMap { $0.read(whole) }.first ?? OverflowForm.readAllocation(whole)
        if let (overflow, at) = overflow, at < max(text.count, 1) {
            add(overflow, line, at)
        } else if let at = text.find("dma bounce buffers are inactive") {
            let device = device(text, at, line)
            if note("bounce buffers inactive", device ?? "a device", line) { inactive.append(line.noted(device ?? "")) }
        } else if let at = text.find("device must provide virtio_f_") {
            let device = device(text, at, line)
            if note("virtio refused", device ?? "a device without VIRTIO_F_ACCESS_PLATFORM", line) {
                virtioRefusals.append(line.noted(device ?? ""))
            }
        } else if Self.failedAllocationForms.match(text) {
            let size = Self.allocationSize(text)
            let told = size.map { "a coherent allocation of \($0) bytes" } ?? "a coherent allocation"
            if note("failed allocation", told, line) { failedAllocations.append(line.noted(size)) }
            // swiotlb_alloc_coherent says this when the pool has no room for it, or could never have.
            if let size, text.has("swiotlb: coherent allocation failed for device"), full.isEmpty {
                full.append(line.noted(FullPool(size: size, isOld: true), isPrinted: true))
            }
        }
        readFault(line, whole)
    }

    /// Allocations that failed; the first two in the kernel's own words.
    static let failedAllocationForms = [
        MessageForm("coherent allocation failed", by: "4.2 to 4.20: lib/swiotlb.c, swiotlb_alloc_coherent"),
        MessageForm("cma: ", "alloc failed, req-size", by: "3.x and later: mm/cma.c, cma_alloc"),
        MessageForm("dma_alloc_coherent", "fail", by: "drivers"),
        MessageForm("dma_alloc_attrs failed", by: "drivers"),
        MessageForm("failed to allocate dma memory", by: "drivers"),
        MessageForm("failed to allocate coherent", by: "drivers"),
        MessageForm("failed to allocate dma", by: "drivers"),
        MessageForm("bytes of dma memory", by: "drivers"),
        MessageForm("of coherent memory", by: "drivers"),
        MessageForm("can't allocate dma", by: "drivers"),
        MessageForm("cannot allocate dma", by: "drivers"),
    ]

    /// `size=4096`, `of size 4096`, `4096 bytes`.
    private static func allocationSize(_ text: ReportText) -> UInt64? {
        if let size = text.decimal(behind: "size=") ?? text.decimal(behind: "of size ") ?? text.decimal(behind: "size ")
        {
            return size
        }
        guard let at = text.find(" bytes") else { return nil }
        var start = at
        while start > 0, ReportText.isDigit(text.bytes[start - 1]) { start -= 1 }
        return text.decimal(at: start)?.value
    }

    private mutating func add(_ overflow: Overflow, _ line: Pasted.Line, _ at: Int) {
        var overflow = overflow
        overflow.device = device(line.text, at, line)
        let told = [
            overflow.address.map { "address \(hex($0))" }, overflow.size.map { "\($0) bytes" },
            overflow.mask.map { "mask \(String($0, radix: 16))" },
            overflow.bus.map { "bus limit \(String($0, radix: 16))" },
        ].compactMap(\.self).joined(separator: ", ")
        let kind =
            overflow.form == .bounced
            ? "swiotlb addr overflow" : overflow.form == .old ? "overflow (5.4 and older)" : "DMA addr overflow"
        if note(kind, told, line) {
            overflows.append(line.noted(overflow, isPrinted: overflow.address != nil || overflow.mask != nil))
        }
    }
}
