extension Reading {
    static let fourGiB: UInt64 = 1 << 32

    mutating func readMemory(_ line: Pasted.Line) {
        let text = line.text
        if text.has("bios-e820") || text.has("e820:"), text.has("usable"), let dash = text.after("-0x"),
            let (end, _) = text.hex(at: dash), end >= Self.fourGiB
        {
            if note("RAM", "reaches above 4 GiB", line) { highMemory.append(line.noted(true)) }
        } else if let at = text.after("memory: "), let slash = text.after("k/", from: at),
            let (bytes, _) = text.size(at: slash), text.has("available")
        {
            add(bytes, line)
        } else if text.starts("memtotal:"), let at = text.after("memtotal:"),
            let (bytes, _) = text.size(at: text.skipSpaces(at))
        {
            add(bytes, line)
        } else if text.starts("mem:"), let (bytes, _) = text.size(at: text.skipSpaces(4), unit: 1 << 10) {
            add(bytes, line)
        } else if let at = text.after(" -m "), text.hasAny(["qemu", "-device", "-machine", "-cpu", "-m "]) {
            readQEMU(text.skipSpaces(at), line)
        } else if text.starts("-m ") {
            readQEMU(text.skipSpaces(3), line)
        } else if text.has("-object memory-backend-"), let at = text.find(",size=") {
            readQEMU(at + 1, line)
        } else if let at = text.after("<memory unit=") {
            if let close = text.after(">", from: at), let (number, _) = text.decimal(at: close) {
                add(libvirt(text.from(at), number), line)
            }
        } else if !line.stamped {
            readWorded(line)
        }
    }

    private mutating func add(_ bytes: UInt64, _ line: Pasted.Line) {
        guard (1 << 24...1 << 52).contains(bytes) else { return }
        if note("RAM", "\(bytes >> 20) MiB", line) { memory.append(line.noted(bytes)) }
    }

    private mutating func readQEMU(_ start: Int, _ line: Pasted.Line) {
        let at = line.text.starts("size=", at: start) ? start + 5 : start
        guard let (bytes, _) = line.text.size(at: at, unit: 1 << 20) else { return }
        add(bytes, line)
        guestMemory.insert(bytes)
    }

    /// `more than 4GB`: what it has is more than the number.
    private static func isExceeded(_ text: ReportText, _ start: Int) -> Bool {
        let head = ReportText(Array(text.bytes[max(0, start - 12)..<start]))
        return head.hasAny(["more than", "over ", "above ", "beyond ", "> ", ">"])
    }

    private func libvirt(_ text: ReportText, _ number: UInt64) -> UInt64 {
        let scale: UInt64 = text.has("gib") ? 1 << 30 : text.has("mib") ? 1 << 20 : 1 << 10
        let (bytes, overflow) = number.multipliedReportingOverflow(by: scale)
        return overflow ? 0 : bytes
    }

    /// `64 GB`, `> 100 GB of RAM`; not the size of a pool, a disk or a card.
    private mutating func readWorded(_ line: Pasted.Line) {
        let text = line.text
        guard !text.hasAny(["software io tlb", "swiotlb", "mapped [mem", "size="]) else { return }
        guard ["ram", "memory", "kernel", "linux", "mem"].contains(where: { text.hasWord($0) }) else { return }
        // "Set mem to 2048": a program's own number of MiB.
        for name in ["mem to ", "memory to ", "default_memory="] as [StaticString] {
            guard let at = text.after(name), let (number, end) = text.decimal(at: at),
                text[end].map(ReportText.isName) != true,
                (256...1 << 20).contains(number), number.isMultiple(of: 128)
            else { continue }
            return add(number << 20, line)
        }
        var found = 0
        for (start, word) in text.words {
            guard let first = word.first, ReportText.isDigit(first), let (_, digits) = text.decimal(at: start),
                let (bytes, end) = text.size(at: start), end > digits,
                text[text.skipSpaces(digits)] == UInt8(ascii: "g") || text[text.skipSpaces(digits)] == UInt8(ascii: "t")
                    || text[text.skipSpaces(digits)] == UInt8(ascii: "m") && bytes >= 256 << 20,
                !isOfDisk(text, start, end)
            else { continue }
            if bytes == Self.fourGiB, Self.isExceeded(text, start) {
                if note("RAM", "more than 4 GiB", line) { saysHighMemory = true }
                continue
            }
            add(bytes, line)
            found += 1
            if found == 4 { return }
        }
    }

    /// Whether a disk, a card or a link has that much.
    private func isOfDisk(_ text: ReportText, _ start: Int, _ end: Int) -> Bool {
        let around = ReportText(Array(text.bytes[max(0, start - 16)..<min(text.count, end + 16)]))
        let wide = ReportText(Array(text.bytes[max(0, start - 24)..<min(text.count, end + 16)]))
        if wide.hasAny([
            "address space", "buffer", "window", "region", "of our", "device", "swap", "cma", "aperture", "transfer",
            "reserved", "cache", "range", "hole", "mapping", "dma",
        ]) {
            return true
        }
        return around.hasAny(["disk", "ssd", "nvme", "vram", "bar ", "gb/s", "hdd", "drive", "gpu", "file", "card"])
    }
}
