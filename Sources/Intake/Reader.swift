/// Reads a report, line by line.
enum Reader {
    /// Lines into which one message may have been wrapped.
    static let wrapped = 3

    static func read(_ pasted: Pasted) -> Reading {
        var reading = Reading()
        let lines = pasted.lines
        for index in lines.indices {
            let line = lines[index]
            let next = lines[(index + 1)...].prefix(8)
            reading.readKernel(line)
            reading.readCommandLine(line, next: next)
            reading.readEncryption(line)
            reading.readPlatform(line)
            reading.readMemory(line)
            reading.readIOMMU(line, next: next)
            if line.text.hasAny([
                "swiotlb", "overflow", "fault", "software io tlb", "sw-iommu", "dma", "virtio_f_", "coherent",
                "suitable pool",
            ]) {
                let whole = whole(line, next)
                reading.readPool(line, whole: whole)
                reading.readMessage(line, whole: whole)
                reading.readDevice(line)
            } else if line.text[0].map(ReportText.isDigit) == true {
                reading.readDevice(line)
            }
            reading.readComplaint(line)
        }
        return reading
    }

    /// The line and what may be its rest: a mail program wraps long ones, and the rest has no time before it.
    private static func whole(_ line: Pasted.Line, _ next: ArraySlice<Pasted.Line>) -> ReportText {
        var bytes = line.text.bytes
        for more in next.prefix(wrapped - 1) {
            guard !more.stamped, bytes.count < Pasted.longestLine else { break }
            bytes += [32] + more.text.bytes
        }
        return ReportText(bytes)
    }
}
