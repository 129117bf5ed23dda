/// Microcode revisions as a config writes them: text such as "0x0800126e".
enum Microcode {
    /// What ``read(_:)`` takes, as a regular expression.
    static let pattern = "^0x[0-9a-f]{1,8}$"

    static func read(_ tree: Tree) throws(ConfigError) -> UInt32 {
        let text = try tree.text("microcode")
        let digits = text.dropFirst(2)
        guard text.hasPrefix("0x"), (1...8).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 }), let revision = UInt32(digits, radix: 16)
        else {
            throw ConfigError(
                tree.at, "microcode must be a revision of 32 bits and is \(quoted(text))",
                hint: "write it in quotes, with 0x and small letters: \"0x0800126e\"")
        }
        return revision
    }

    static func text(_ revision: UInt32) -> String {
        let digits = String(revision, radix: 16)
        return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
    }
}
