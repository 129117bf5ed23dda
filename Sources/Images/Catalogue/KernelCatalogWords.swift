/// Which texts may be names in kernels.yaml.
enum KernelCatalogWords {
    static let hint = "names are small letters, digits, \"-\", \".\" and \"+\"; a series is two numbers, as \"6.1\""

    static func isName(_ text: String) -> Bool { isWord(text, extra: "-.") && text.utf8.count <= 64 }

    static func isSuite(_ text: String) -> Bool { isWord(text, extra: "-") && text.utf8.count <= 64 }

    // Debian Policy, section 5.6.1.
    static func isPackage(_ text: String) -> Bool { isWord(text, extra: "-.+") && (2...128).contains(text.utf8.count) }

    static func isSeries(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty && $0.count <= 4 && $0.allSatisfy(isDigit) }
    }

    private static func isWord(_ text: String, extra: String) -> Bool {
        guard let first = text.utf8.first, isLetter(first) || isDigit(first) else { return false }
        return text.utf8.allSatisfy { isLetter($0) || isDigit($0) || extra.utf8.contains($0) }
    }

    // Of bytes: a letter that carries a mark stands among the characters between a and z.
    private static func isLetter(_ byte: UInt8) -> Bool { 0x61...0x7a ~= byte }
    private static func isDigit(_ byte: UInt8) -> Bool { 0x30...0x39 ~= byte }
}
