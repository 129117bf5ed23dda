/// JSON with one way only to write a value, for digests: keys in order of their bytes, no spaces, whole numbers.
indirect enum CanonicalJSON {
    case string(String)
    case number(UInt64)
    case list([CanonicalJSON])
    case object([String: CanonicalJSON])
    /// What is written already.
    case written(String)

    static func number(_ value: Int) -> CanonicalJSON { .number(UInt64(max(0, value))) }

    var text: String {
        var text = ""
        write(to: &text)
        return text
    }

    private func write(to text: inout String) {
        switch self {
        case .string(let value): Self.write(value, to: &text)
        case .number(let value): text += "\(value)"
        case .written(let value): text += value
        case .list(let items):
            text += "["
            for (index, item) in items.enumerated() {
                if index > 0 { text += "," }
                item.write(to: &text)
            }
            text += "]"
        case .object(let pairs):
            text += "{"
            let keys = pairs.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            for (index, key) in keys.enumerated() {
                if index > 0 { text += "," }
                Self.write(key, to: &text)
                text += ":"
                pairs[key]?.write(to: &text)
            }
            text += "}"
        }
    }

    private static func write(_ value: String, to text: inout String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
