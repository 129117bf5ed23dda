import RouteModel

extension Reading {
    /// Messages of a DMA that was refused or went astray.
    /// - Parameter whole: the line with those that it may have been wrapped into.
    mutating func readMessage(_ line: Pasted.Line, whole: ReportText) {
        let text = line.text
        if let at = text.find("overflow 0x"), whole.find("dma mask", from: at) != nil {
            readOverflow(.old, line, whole, at, mask: "dma mask", bus: "bus mask", address: "overflow")
        } else if let at = text.find("swiotlb addr ") {
            readOverflow(.bounced, line, whole, at, mask: "(mask ", bus: "bus limit", address: "addr")
        } else if let at = text.find("dma addr 0x"), whole.find("overflow", from: at) != nil {
            readOverflow(.direct, line, whole, at, mask: "(mask ", bus: "bus limit", address: "addr")
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
                "failed to allocate coherent",
            ])
        {
            let size = text.decimal(behind: "size=")
            let told = size.map { "a coherent allocation of \($0) bytes" } ?? "a coherent allocation"
            if note("failed allocation", told, line) { failedAllocations.append(line.noted(size)) }
        }
        readFault(line, whole)
    }

    private mutating func readOverflow(
        _ form: Overflow.Form, _ line: Pasted.Line, _ whole: ReportText, _ at: Int, mask: StaticString,
        bus: StaticString,
        address: StaticString
    ) {
        let start = whole.after(address, from: at).map { whole.skipSpaces($0) }
        let place = start.flatMap { whole.hex(at: $0) }
        let size = place.flatMap { whole[$0.end] == UInt8(ascii: "+") ? whole.decimal(at: $0.end + 1)?.value : nil }
        let overflow = Overflow(
            form: form, address: place?.value, size: size, mask: whole.hex(behind: mask, from: at),
            bus: whole.hex(behind: bus, from: at), device: device(line.text, at, line))
        let told = [
            overflow.address.map { "address \(hex($0))" }, overflow.size.map { "\($0) bytes" },
            overflow.mask.map { "mask \(String($0, radix: 16))" },
            overflow.bus.map { "bus limit \(String($0, radix: 16))" },
        ].compactMap(\.self).joined(separator: ", ")
        let kind =
            form == .bounced ? "swiotlb addr overflow" : form == .old ? "overflow (5.4 and older)" : "DMA addr overflow"
        if note(kind, told.isEmpty ? "no numbers" : told, line) { overflows.append(line.noted(overflow)) }
    }

    private mutating func readFault(_ line: Pasted.Line, _ whole: ReportText) {
        let text = line.text
        if let at = text.find("io_page_fault") {
            let fault = IOFault(vendor: .amd, address: whole.hex(behind: "address=", from: at), device: nil)
            add(fault, line)
        } else if text.has("dmar:"), let at = text.find("fault addr") {
            add(IOFault(vendor: .intel, address: whole.hex(behind: "fault addr", from: at), device: nil), line)
        }
    }

    private mutating func add(_ fault: IOFault, _ line: Pasted.Line) {
        let address = fault.address.map { "address \(hex($0))" } ?? "no address"
        guard note("IOMMU fault", "\(fault.vendor.rawValue), \(address)", line) else { return }
        faults.append(line.noted(fault))
        iommus.append(line.noted(.active(fault.vendor.iommu)))
    }
}
