import RouteModel

extension Reading {
    /// Messages of a DMA that was refused or went astray.
    /// - Parameter whole: the line with those that it may have been wrapped into.
    mutating func readMessage(_ line: Pasted.Line, whole: ReportText) {
        let text = line.text
        if let (overflow, at) = OverflowForm.all.lazy.compactMap({ $0.read(whole) }).first, at < max(text.count, 1) {
            add(overflow, line, at)
        } else if let at = text.find("dma bounce buffers are inactive") {
            let device = device(text, at, line)
            if note("bounce buffers inactive", device ?? "a device", line) { inactive.append(line.noted(device ?? "")) }
        } else if let at = text.find("device must provide virtio_f_") {
            let device = device(text, at, line)
            if note("virtio refused", device ?? "a device without VIRTIO_F_ACCESS_PLATFORM", line) {
                virtioRefusals.append(line.noted(device ?? ""))
            }
        } else if text.has("coherent allocation failed") || text.has("failed to get suitable pool for")
            || text.hasAny([
                "dma_alloc_coherent failed", "dma_alloc_coherent() failed", "failed to allocate dma memory",
                "failed to allocate coherent", "dma_alloc_coherent fail", "bytes of dma memory", "of coherent memory",
                "dma_alloc_attrs failed", "can't allocate dma", "cannot allocate dma",
            ])
        {
            let size = Self.allocationSize(text)
            let told = size.map { "a coherent allocation of \($0) bytes" } ?? "a coherent allocation"
            if note("failed allocation", told, line) { failedAllocations.append(line.noted(size)) }
        }
        readFault(line, whole)
    }

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
        if note(kind, told, line) { overflows.append(line.noted(overflow)) }
    }
}
