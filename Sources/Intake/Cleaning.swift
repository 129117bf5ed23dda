/// Frees a raw line of colours, control characters, entities and tags.
enum Cleaning {
    static func small(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte + 32 : byte
    }

    /// Whether more than a sign or two of a raw line are letters of another script than the Latin one.
    static func isOtherScript(_ raw: ArraySlice<UInt8>) -> Bool {
        // First bytes in UTF-8 of Greek, Cyrillic, Hebrew and Arabic, and of the scripts of India and East Asia.
        zip(raw, raw.dropFirst()).count { first, next in
            ((0xce...0xdf).contains(first) || (0xe0...0xe1).contains(first) || (0xe3...0xed).contains(first))
                && (0x80...0xbf).contains(next)
        } > 3
    }

    /// The line in small printable ASCII; several lines where a web page breaks it.
    static func parts(_ raw: ArraySlice<UInt8>, quotedPrintable: Bool) -> [ReportText] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(raw.count)
        var rest = raw
        while let byte = rest.popFirst() {
            switch byte {
            case 0x1b: dropEscape(&rest)
            case 0, 13, 0xff, 0xfe: continue
            case 9, 0xa0: bytes.append(32)
            case 32...126: bytes.append(small(byte))
            case 0xc2 where rest.first == 0xa0: continue
            default: if bytes.last != 32 { bytes.append(32) }
            }
        }
        if quotedPrintable { bytes = decodeQuotedPrintable(bytes) }
        let text = ReportText(bytes)
        guard text.has("&") || text.has("<") else { return [text] }
        return untag(bytes)
    }

    /// `ESC [ … letter`, and `ESC ] … BEL`.
    private static func dropEscape(_ rest: inout ArraySlice<UInt8>) {
        guard let kind = rest.popFirst(), kind == UInt8(ascii: "[") || kind == UInt8(ascii: "]") else { return }
        var count = 0
        while let byte = rest.popFirst(), count < 64 {
            count += 1
            if kind == UInt8(ascii: "[") ? (64...126).contains(byte) : byte == 7 { return }
        }
    }

    private static func decodeQuotedPrintable(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        let text = ReportText(bytes)
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "="), index + 2 < bytes.count,
                let (value, end) = ReportText(Array(bytes[(index + 1)...(index + 2)])).hex(at: 0), end == 2,
                text.starts("=3d", at: index) || text.starts("=20", at: index) || text.starts("=22", at: index)
            {
                result.append(UInt8(truncatingIfNeeded: value))
                index += 3
            } else if bytes[index] == UInt8(ascii: "="), index == bytes.count - 1 {
                break
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }

    private static let entities: [(StaticString, UInt8)] = [
        ("&gt;", UInt8(ascii: ">")), ("&lt;", UInt8(ascii: "<")), ("&amp;", UInt8(ascii: "&")),
        ("&quot;", UInt8(ascii: "\"")), ("&apos;", UInt8(ascii: "'")), ("&nbsp;", 32),
    ]

    /// Tags of web pages only: `<4>`, `<TASK>` and libvirt's are part of what is reported.
    private static let tags: [StaticString] = [
        "br", "p", "pre", "code", "div", "span", "td", "tr", "th", "table", "b", "i", "em", "strong", "a", "html",
        "body", "tt", "li", "ul", "blockquote", "font",
    ]

    private static func untag(_ bytes: [UInt8]) -> [ReportText] {
        let text = ReportText(bytes)
        var parts: [ReportText] = []
        var part: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "&"), let entity = entities.first(where: { text.starts($0.0, at: index) }) {
                part.append(entity.1)
                index += entity.0.utf8CodeUnitCount
            } else if text.starts("&#", at: index), let (code, end) = text.decimal(at: index + 2),
                text[end] == UInt8(ascii: ";"), (32...126).contains(code)
            {
                part.append(small(UInt8(truncatingIfNeeded: code)))
                index = end + 1
            } else if bytes[index] == UInt8(ascii: "<"), let (end, breaks) = tag(text, at: index) {
                if breaks {
                    parts.append(ReportText(part))
                    part = []
                }
                index = end
            } else {
                part.append(bytes[index])
                index += 1
            }
        }
        return parts + [ReportText(part)]
    }

    private static func tag(_ text: ReportText, at start: Int) -> (end: Int, breaks: Bool)? {
        var name = start + 1
        if text[name] == UInt8(ascii: "/") { name += 1 }
        for tag in tags where text.starts(tag, at: name) {
            let behind = name + tag.utf8CodeUnitCount
            guard let next = text[behind], " />".utf8.contains(next) else { continue }
            guard let close = text.find(">", from: behind) else { return nil }
            return (
                close + 1, text.starts("br", at: name) || text.starts("p", at: name) || text.starts("div", at: name)
            )
        }
        return nil
    }
}
