/// Names that become parts of folders, commands and documents, and so are of few letters.
enum Name {
    case config
    case kernel
    case device
    case policy

    func read(_ tree: Tree) throws(ConfigError) -> String {
        let text = try tree.text(what)
        guard isWellFormed(text) else {
            throw ConfigError(tree.at, "\(quoted(text)) is not a \(what)", hint: rule)
        }
        return text
    }

    var what: String {
        switch self {
        case .config: "name"
        case .kernel: "kernel's name"
        case .device: "device's name"
        case .policy: "policy's name"
        }
    }

    /// What ``read(_:)`` takes, in words.
    var rule: String {
        switch self {
        case .config: "letters, digits, dots, dashes and underscores, 64 at most, a letter or digit first"
        case .kernel:
            "linux- and a series, such as linux-6.1, or on the command line the path of a bzImage, with a slash"
        case .device: "small letters, digits and dashes, 32 at most, a letter first"
        case .policy: "own, or small letters, digits, dots and dashes, 64 at most, a letter first"
        }
    }

    /// What ``read(_:)`` takes, as a regular expression.
    var pattern: String {
        switch self {
        case .config: "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
        case .kernel: #"^(linux-(?=.{3,10}$)[0-9]+\.[0-9]+|[A-Za-z0-9._+-]{1,40}@[0-9a-f]{16})$"#
        case .device: "^[a-z][a-z0-9-]{0,31}$"
        case .policy: "^[a-z][a-z0-9.-]{0,63}$"
        }
    }

    func isWellFormed(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first else { return false }
        let small: ClosedRange<UInt8> = 0x61...0x7a
        let digit: ClosedRange<UInt8> = 0x30...0x39
        let letter = { (byte: UInt8) in small.contains(byte | 0x20) }
        switch self {
        case .config:
            return bytes.count <= 64 && (letter(first) || digit.contains(first))
                && bytes.allSatisfy { letter($0) || digit.contains($0) || "._-".utf8.contains($0) }
        case .kernel:
            if bytes.contains(UInt8(ascii: "@")) { return isOwnKernel(bytes) }
            guard text.hasPrefix("linux-"), bytes.count <= 16 else { return false }
            let parts = bytes.dropFirst(6).split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            return parts.count == 2 && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(digit.contains) }
        case .device:
            return bytes.count <= 32 && small.contains(first)
                && bytes.allSatisfy { small.contains($0) || digit.contains($0) || $0 == UInt8(ascii: "-") }
        case .policy:
            return bytes.count <= 64 && small.contains(first)
                && bytes.allSatisfy { small.contains($0) || digit.contains($0) || ".-".utf8.contains($0) }
        }
    }

    /// `7.3.4-cc@0123456789abcdef`: release and digest.
    private func isOwnKernel(_ bytes: [UInt8]) -> Bool {
        let parts = bytes.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard parts.count == 2, (1...40).contains(parts[0].count), parts[1].count == 16 else { return false }
        return parts[0].allSatisfy { 0x30...0x39 ~= $0 || 0x61...0x7a ~= $0 | 0x20 || "._+-".utf8.contains($0) }
            && parts[1].allSatisfy { 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 }
    }
}
