extension Printable {
    /// The same JSON, with what may not reach a terminal or a CI as it is written by its number.
    ///
    /// Outside of strings JSON is ASCII, and a string may write any character so: no value changes.
    public static func json(_ bytes: [UInt8]) -> [UInt8] { json(bytes, shown: false) }

    /// The JSON for who shows its strings as text: what controls, hides or turns around text is `·` in them, but for line
    /// ends and tabs.
    public static func shownJSON(_ bytes: [UInt8]) -> [UInt8] { json(bytes, shown: true) }

    private static func json(_ bytes: [UInt8], shown: Bool) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        let hash = UInt8(ascii: "#")
        var at = 0
        while at < bytes.count {
            let byte = bytes[at]
            if shown, byte == UInt8(ascii: "\\"), at + 1 < bytes.count {
                let length = bytes[at + 1] == UInt8(ascii: "u") ? 6 : 2
                let end = min(bytes.count, at + length)
                result += isHidden(escape: bytes[at + 1..<end]) ? Array(dot) : Array(bytes[at..<end])
                at = end
                continue
            }
            if byte < 0x7f {
                let isCommand = byte == UInt8(ascii: "[") && at >= 2 && bytes[at - 1] == hash && bytes[at - 2] == hash
                if isCommand { result += "\\u005b".utf8 } else { result.append(byte) }
                at += 1
                continue
            }
            let length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
            let end = min(bytes.count, at + length)
            let scalar = String(decoding: bytes[at..<end], as: UTF8.self).unicodeScalars.first
            if let scalar, printable(scalar) != scalar, shown {
                result += dot
            } else if let scalar, printable(scalar) != scalar {
                for unit in String(scalar).utf16 { result += escape(unit).utf8 }
            } else {
                result += bytes[at..<end]
            }
            at = end
        }
        return result
    }

    private static let dot = "·".utf8

    /// Whether what a string writes by a letter or a number, without the `\`, is for no reader's eyes.
    private static func isHidden(escape: ArraySlice<UInt8>) -> Bool {
        switch escape.first {
        case UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "r"): return true
        case UInt8(ascii: "u"):
            let unit = UInt16(String(decoding: escape.dropFirst(), as: UTF8.self), radix: 16)
            guard let unit, let scalar = Unicode.Scalar(unit) else { return false }
            return scalar != "\n" && scalar != "\t" && printable(scalar) != scalar
        default: return false
        }
    }

    private static func escape(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
