import Yams

/// What a YAML scalar is by the core schema of YAML 1.2, which is also what an editor's JSON Schema check sees.
enum ScalarType {
    static func content(of scalar: Node.Scalar) -> Tree.Content {
        let text = scalar.string
        switch scalar.tag.description {
        case "":
            break
        case Tag.Name.str.rawValue, "!":
            return .text(text)
        default:
            return .other("a value with the tag \(quoted(scalar.tag.description))")
        }
        guard scalar.style == .plain || scalar.style == .any else { return .text(text) }
        if ["", "~", "null", "Null", "NULL"].contains(text) { return .other("nothing (null)") }
        if ["true", "True", "TRUE", "false", "False", "FALSE"].contains(text) { return .other("the boolean \(text)") }
        if isInteger(text) { return .integer(Int(text)) }
        if isOtherNumber(text) { return .other("the number \(quoted(text))") }
        return .text(text)
    }

    private static func isInteger(_ text: String) -> Bool {
        let digits = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
        return !digits.isEmpty && digits.utf8.allSatisfy { 0x30...0x39 ~= $0 }
    }

    private static func isOtherNumber(_ text: String) -> Bool {
        for (prefix, radix) in [("0x", 16), ("0o", 8)] where text.hasPrefix(prefix) {
            return text.count > 2
                && text.dropFirst(2).allSatisfy { $0.isASCII && $0.isHexDigit && Int(String($0), radix: radix) != nil }
        }
        let special = [".inf", ".Inf", ".INF", "-.inf", "+.inf", ".nan", ".NaN", ".NAN"]
        guard let first = text.utf8.first, "+-.0123456789".utf8.contains(first) else { return false }
        // Double also reads words and hexadecimal, which YAML does not take for numbers.
        return special.contains(text) || text.utf8.allSatisfy("+-.0123456789eE".utf8.contains) && Double(text) != nil
    }
}
