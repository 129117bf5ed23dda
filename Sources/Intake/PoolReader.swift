extension Reading {
    /// - Parameter whole: the line with those that it may have been wrapped into.
    mutating func readPool(_ line: Pasted.Line, whole: ReportText) {
        let text = line.text
        readPrintedPool(line)
        if let at = text.find("swiotlb buffer is full") {
            readFull(line, whole, at)
        } else if let at = text.after("out of sw-iommu space for ") {
            // 2.6 to 4.20: lib/swiotlb.c, swiotlb_full, beside the message above since 3.14.
            let size = text.decimal(at: at)?.value
            addDevice(behind: "at device ", at, line)
            add(FullPool(size: size, total: nil, used: nil, device: nil), line)
        }
    }

    private mutating func readFull(_ line: Pasted.Line, _ whole: ReportText, _ at: Int) {
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
        if note("swiotlb buffer is full", "\(size), \(slots), \(used)", line) { full.append(line.noted(pool)) }
    }

    /// The device that a message names at its end.
    private mutating func addDevice(behind words: StaticString, _ at: Int, _ line: Pasted.Line) {
        guard let start = line.text.after(words, from: at) else { return }
        let name = ReportText.name(line.text.bytes[start...].prefix { $0 != 32 })
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
