/// Which texts may be names in kernels.yaml.
enum KernelCatalogWords {
    static let hint = "names are small letters, digits, \"-\", \".\" and \"+\"; a series is two numbers, as \"6.1\""

    static func isName(_ text: String) -> Bool { isWord(text, extra: "-.") && text.count <= 64 }

    static func isSuite(_ text: String) -> Bool { isWord(text, extra: "-") && text.count <= 64 }

    // Debian Policy, section 5.6.1.
    static func isPackage(_ text: String) -> Bool { isWord(text, extra: "-.+") && (2...128).contains(text.count) }

    static func isSeries(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty && $0.count <= 4 && $0.allSatisfy(isDigit) }
    }

    private static func isWord(_ text: String, extra: String) -> Bool {
        guard let first = text.first, isLetter(first) || isDigit(first) else { return false }
        return text.allSatisfy { isLetter($0) || isDigit($0) || extra.contains($0) }
    }

    private static func isLetter(_ character: Character) -> Bool { ("a"..."z").contains(character) }
    private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }
}
