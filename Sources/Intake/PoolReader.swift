extension Reading {
    /// - Parameter whole: the line with those that it may have been wrapped into.
    mutating func readPool(_ line: Pasted.Line, whole: ReportText) {
        let text = line.text
        readPrintedPool(line)
        if let at = fullPool(in: line) {
            readFull(line, whole, at)
        } else if let at = text.after("out of sw-iommu space for ") {
            // 2.6 to 4.20: lib/swiotlb.c, swiotlb_full, beside the message above since 3.14.
            let size = text.decimal(at: at)?.value
            addDevice(behind: "at device ", at, line)
            add(FullPool(size: size, total: nil, used: nil, device: nil, isOld: true), line)
        }
    }

    /// A pool that grows is what somebody wishes for where another line says that the kernel is not built so.
    mutating func settlePools() {
        guard deniesDynamicPool else { return }
        dynamicPools = []
        facts.removeAll { $0.fact.hasPrefix("SWIOTLB: grows") }
    }

    /// Where a line says that the pool is full, in the kernel's words or, in prose, in shorter ones.
    private func fullPool(in line: Pasted.Line) -> Int? {
        if let at = line.text.find("swiotlb buffer is full") { return at }
        guard !line.isMachineText, !line.text.hasAny(["no swiotlb buffer full", "not full"]) else { return nil }
        return line.text.find("swiotlb buffer full") ?? line.text.find("swiotlb is full")
            ?? line.text.find("swiotlb full") ?? line.text.find("swiotlb buffers are full")
    }

    private mutating func readFull(_ line: Pasted.Line, _ whole: ReportText, _ at: Int) {
        // What stands below a sentence is not its own; what a mail program wrapped goes on with a bracket.
        let behind = line.text.skipSpaces(line.text.after("full", from: at) ?? at)
        let whole = line.text[behind].map { $0 == UInt8(ascii: "(") } ?? true ? whole : line.text
        let size = whole.decimal(behind: "sz:", from: at)
        let total = Self.slots("total ", whole, at)
        let used = Self.slots("used ", whole, at)
        add(FullPool(size: size, total: total, used: used, device: device(line.text, at, line)), line)
    }

    /// `total 32768 (slots)`: a number alone may belong to what stands below the message.
    private static func slots(_ name: StaticString, _ text: ReportText, _ from: Int) -> UInt64? {
        guard let at = text.after(name, from: from), let (number, end) = text.decimal(at: text.skipSpaces(at)) else {
            return nil
        }
        // 5.2 printed the bare numbers: "total 32768, used 12".
        let isBare =
            name.utf8CodeUnitCount == 6 ? text.starts(", used", at: end) : text.find(", used ", from: from) != nil
        return text.starts("(slots)", at: text.skipSpaces(end)) || isBare ? number : nil
    }

    private mutating func add(_ pool: FullPool, _ line: Pasted.Line) {
        let size = pool.size.map { "\($0) bytes asked" } ?? "size not given"
        let slots = pool.total.map { "total \($0) slots" } ?? "total not given"
        let used = pool.used.map { "used \($0)" } ?? "used not given"
        if note("swiotlb buffer is full", "\(size), \(slots), \(used)", line) {
            full.append(line.noted(pool, isPrinted: pool.size != nil))
        } else if pool.isOld, let index = full.firstIndex(where: { $0.value.size == pool.size }) {
            full[index].value.isOld = true
        }
    }

    /// The device that a message names at its end.
    private mutating func addDevice(behind words: StaticString, _ at: Int, _ line: Pasted.Line) {
        guard let start = line.text.after(words, from: at) else { return }
        var name = ReportText.name(line.text.bytes[start...].prefix { $0 != 32 })
        while let last = name.last, ".:-".contains(last) { name.removeLast() }
        if ReportText.isPCI(name) { addDevice(name, listed: false, line) }
    }

    /// The device that a message names before what it says.
    mutating func device(_ text: ReportText, _ at: Int, _ line: Pasted.Line) -> String? {
        let names = text.names(before: at)
        let head = text.upTo(at).bytes.last { $0 != 32 }
        guard let last = names.last, line.stamped || head == UInt8(ascii: ":"),
            ReportText.isPCI(last)
                || names.count == 2 && names[0].contains(where: \.isLetter) && last.contains(where: { !$0.isLetter })
        else {
            return nil
        }
        let name = ReportText.isPCI(last) ? names.joined(separator: " ") : last
        guard !name.isEmpty, name != "tlb" else { return nil }
        addDevice(name, listed: false, line)
        return name
    }

    mutating func addDevice(_ name: String, listed: Bool, _ line: Pasted.Line) {
        if note(listed ? "PCI device" : "device", name, line) {
            devices.append(line.noted(DeviceMention(name: name, listed: listed)))
        }
    }
}
