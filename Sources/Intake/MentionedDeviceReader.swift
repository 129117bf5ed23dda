extension Reading {
    mutating func readDevice(_ line: Pasted.Line) {
        let text = line.text
        if text.hasAny(["dma_mask_bits"]), let bits = text.decimal(behind: "dma_mask_bits"), (1...64).contains(bits) {
            addMask(Int(bits), line)
        } else if let at = text.find("-bit dma") ?? text.find(" bit dma"), let bits = number(before: at, text),
            (20...64).contains(bits)
        {
            addMask(bits, line)
        } else if let bits = text.decimal(behind: "dma_bit_mask("), (1...64).contains(bits) {
            addMask(Int(bits), line)
        } else if text.has("dma mask"), !text.has("overflow"), let bits = text.decimal(behind: "dma mask"),
            (20...64).contains(bits),
            !text.has("0x")
        {
            addMask(Int(bits), line)
        }
        if text.hasAny(["external-facing", "externalfacing", "untrusted device"]) {
            if note("untrusted", "a device is plugged in from outside", line) { untrusted.append(line.noted(true)) }
        }
        readListed(line)
    }

    private mutating func addMask(_ bits: Int, _ line: Pasted.Line) {
        if note("DMA mask", "\(bits) bits", line) { masks.append(line.noted(bits)) }
    }

    private func number(before end: Int, _ text: ReportText) -> Int? {
        var start = end
        while start > 0, let byte = text[start - 1], ReportText.isDigit(byte) { start -= 1 }
        return text.decimal(at: start).flatMap { $0.end == end ? Int(exactly: $0.value) : nil }
    }

    /// `01:00.0 Network controller [0280]: … [14c3:7615]`, as lspci -nn writes it.
    private mutating func readListed(_ line: Pasted.Line) {
        let words = line.text.words
        guard let first = words.first.map({ ReportText.name($0.bytes) }), ReportText.isPCI(first), words.count > 2
        else { return }
        addDevice(first, listed: true, line)
    }
}
