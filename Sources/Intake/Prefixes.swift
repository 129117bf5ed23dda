/// What stands before a message: quotes of a mail, the logger's date and host, the kernel's time and level.
enum Prefixes {
    /// The message alone, and what its prefixes told.
    struct Stripped {
        var text: ReportText
        /// Whether a log's prefix stood before it.
        var stamped = false
        /// How deep a mail quotes it.
        var depth = 0
        /// Whether the logger names the host as Xen's first domain.
        var isOfDom0 = false
    }

    static func strip(_ line: ReportText) -> Stripped {
        var stripped = Stripped(text: line)
        var text = line
        for _ in 0..<16 {
            let trimmed = trim(text)
            if let rest = quote(trimmed) {
                if trimmed[0] == UInt8(ascii: ">") { stripped.depth += 1 }
                text = rest
            } else if let rest = logger(trimmed) {
                stripped.stamped = true
                stripped.isOfDom0 = stripped.isOfDom0 || trimmed.upTo(trimmed.count - rest.count).hasWord("dom0")
                text = rest
            } else if let rest = level(trimmed) ?? stamp(trimmed) ?? date(trimmed) {
                stripped.stamped = true
                text = rest
            } else {
                text = trimmed
                break
            }
        }
        stripped.text = trim(text)
        return stripped
    }

    private static func trim(_ text: ReportText) -> ReportText {
        let spaces = text.bytes.prefix { $0 == 32 }.count
        let end = text.bytes.reversed().prefix { $0 == 32 }.count
        return spaces == 0 && end == 0 ? text : ReportText(Array(text.bytes.dropFirst(spaces).dropLast(end)))
    }

    private static func quote(_ text: ReportText) -> ReportText? {
        // Markdown's mark of code, before a kernel's time.
        if text.starts("`["), text[2].map({ ReportText.isDigit($0) || $0 == 32 }) == true { return text.from(1) }
        guard let first = text[0], first == UInt8(ascii: ">") || first == UInt8(ascii: "|") else { return nil }
        return text.from(1)
    }

    /// `Jun  3 12:00:01 host kernel: `, `2026-06-03T12:00:01+02:00 host kernel: `, `host kernel: ` with a time before it.
    private static func logger(_ text: ReportText) -> ReportText? {
        guard let end = text.after("kernel: "), end < 90 else { return nil }
        let head = text.upTo(end)
        guard let colon = head.find(":"), colon < end - 2 || end == 8 else { return nil }
        let hasTime = (1..<max(colon, 1) + 1).contains { index in
            head[index] == UInt8(ascii: ":") && head[index - 1].map(ReportText.isDigit) == true
                && head[index + 1].map(ReportText.isDigit) == true
        }
        let bare = end == 8 && text[8] == UInt8(ascii: "[")
        return hasTime || bare ? text.from(end) : nil
    }

    /// `<6>`, and `kern  :info  : ` of `dmesg -x`.
    private static func level(_ text: ReportText) -> ReportText? {
        if text[0] == UInt8(ascii: "<"), let (_, end) = text.decimal(at: 1), end <= 4, text[end] == UInt8(ascii: ">") {
            return text.from(end + 1)
        }
        guard text.starts("kern "), let colon = text.find(":"), let second = text.find(":", from: colon + 1),
            second < 20
        else { return nil }
        return text.from(second + 1)
    }

    /// `2026-06-03 12:00:01.123 ` of a program's own log.
    private static func date(_ text: ReportText) -> ReportText? {
        guard text.starts("20"), text.count > 20, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
            text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":"),
            [0, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18].allSatisfy({ text[$0].map(ReportText.isDigit) == true })
        else { return nil }
        var end = 19
        while let byte = text[end], ReportText.isDigit(byte) || ".,:+z".utf8.contains(byte) { end += 1 }
        return text[end] == 32 ? text.from(end) : nil
    }

    /// `[   12.345678] `, `[T123] `, `[Mon Jun  3 12:00:01 2026] `, and `17:[ …` of a numbered search.
    private static func stamp(_ text: ReportText) -> ReportText? {
        var start = 0
        if let (_, end) = text.decimal(at: 0), end < 8, text[end] == UInt8(ascii: ":"),
            text[end + 1] == UInt8(ascii: "[")
        {
            start = end + 1
        }
        guard text[start] == UInt8(ascii: "["), let close = text.find("]", from: start), close - start < 34 else {
            return nil
        }
        let inner = text.bytes[(start + 1)..<close]
        guard inner.contains(where: ReportText.isDigit),
            inner.allSatisfy({ ReportText.isDigit($0) || ReportText.isLetter($0) || " .,:@+-".utf8.contains($0) })
        else { return nil }
        let isTime = inner.contains(UInt8(ascii: ".")) || inner.contains(UInt8(ascii: ":"))
        let isTask = inner.count < 8 && inner.first { $0 != 32 }.map { "tc".utf8.contains($0) } == true
        return isTime || isTask ? text.from(close + 1) : nil
    }
}
