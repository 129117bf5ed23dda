extension Reading {
    mutating func readDevice(_ line: Pasted.Line) {
        readMask(line)
        readUntrusted(line)
        readListed(line)
    }

    /// A mask in a message, or in a sentence that states it of the machine that fails.
    private mutating func readMask(_ line: Pasted.Line) {
        let text = line.text
        func add(_ bits: Int, at: Int?) {
            if line.isLogShaped || text.states(at: at ?? 0) { addMask(bits, line) }
        }
        if text.hasAny(["dma_mask_bits"]), let bits = text.decimal(behind: "dma_mask_bits"), (1...64).contains(bits) {
            addMask(Int(bits), line)
        } else if let at = Self.width(text), let bits = number(before: at, text),
            (20...64).contains(bits)
        {
            add(bits, at: at)
        } else if let bits = text.decimal(behind: "dma_bit_mask("), (1...64).contains(bits) {
            add(Int(bits), at: text.find("dma_bit_mask("))
        } else if text.has("dma mask"), !text.has("overflow"), let bits = text.decimal(behind: "dma mask"),
            (20...64).contains(bits),
            !text.has("0x")
        {
            add(Int(bits), at: text.find("dma mask"))
        }
        if !line.isMachineText, let (bits, at) = Self.wordedMask(text) { add(bits, at: at) }
    }

    private static let outside: [StaticString] = [
        "external-facing", "externalfacing", "untrusted", "thunderbolt", "external gpu", "egpu",
    ]

    private mutating func readUntrusted(_ line: Pasted.Line) {
        let text = line.text
        guard !line.stamped, let at = Self.outside.lazy.compactMap({ text.find($0) }).first,
            !text.hasAny([
                "not untrusted", "not on thunderbolt", "no thunderbolt", "without thunderbolt", "not thunderbolt",
                "config_",
            ]), line.isMachineText || text.namesDevice(at: at)
        else { return }
        if note("untrusted", "a device is plugged in from outside", line) { untrusted.append(line.noted(true)) }
    }

    /// Where the number ends of `32-bit dma`, `32bit dma addressing` and `32bit of dma addressing`.
    private static func width(_ text: ReportText) -> Int? {
        guard let at = text.find("bit dma") ?? text.find("bit of dma") ?? text.find("bits dma") else { return nil }
        return text[at - 1].map { "- ".utf8.contains($0) } == true ? at - 1 : at
    }

    /// `a 32-bit device`, `32 bit card`.
    private static func wordedMask(_ text: ReportText) -> (bits: Int, at: Int)? {
        let masks: [(StaticString, Int)] = [
            ("32", 32), ("24", 24), ("28", 28), ("30", 30), ("31", 31), ("36", 36), ("40", 40),
        ]
        let kinds: [StaticString] = [
            "-bit device", " bit device", "-bit card", " bit card", "-bit pci device", "-bit only device",
            "-bit-only device", "bit dma only", "bit capable device", "-bit adapter", "-bit controller",
        ]
        for kind in kinds {
            guard let at = text.find(kind) else { continue }
            for (number, bits) in masks where text.starts(number, at: at - 2) { return (bits, at) }
        }
        return nil
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
