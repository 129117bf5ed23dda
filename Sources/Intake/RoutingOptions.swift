/// Options of a command line that decide routing, rebuilt from known words and numbers: nothing else of a report gets
/// into a configuration.
struct RoutingOptions: Equatable, Sendable {
    /// Such as `iommu=pt`, in their order.
    var options: [String] = []
    /// `mem_encrypt=`, which a configuration says by its encryption.
    var memEncrypt: Bool?
    /// Options of a known name with a value that no kernel here knows: letters, digits and `_=,` only.
    var unread: [String] = []

    var text: String { options.joined(separator: " ") }
    var isEmpty: Bool { options.isEmpty && memEncrypt == nil }

    /// Whether one of them is read on a PC alone.
    var isOfPC: Bool {
        memEncrypt != nil
            || options.contains { $0.hasPrefix("intel_iommu=") || $0.hasPrefix("amd_iommu=") || $0.hasPrefix("iommu=") }
    }

    /// Everything told, with `mem_encrypt=`.
    var told: String {
        let encryption = memEncrypt.map { ["mem_encrypt=" + ($0 ? "on" : "off")] } ?? []
        return (encryption + options).joined(separator: " ")
    }

    /// As many options as a configuration takes.
    static let most = 24

    mutating func take(_ word: ReportText) {
        if let said = Self.memEncrypt(word) {
            memEncrypt = said
        } else if let option = Self.option(word), options.count < Self.most {
            options.append(option)
        } else {
            takeKnownParts(word)
        }
    }

    /// `swiotlb=65536,any`: what is known of it counts, and the rest is told.
    private mutating func takeKnownParts(_ word: ReportText) {
        let text = Self.clean(word)
        guard text.hasPrefix("swiotlb="), text.utf8.count < 64, unread.count < 4 else { return }
        let parts = text.dropFirst(8).split(separator: ",").map(String.init)
        guard parts.allSatisfy({ $0.utf8.allSatisfy(ReportText.isName) }) else { return }
        let known = parts.filter { Self.option(ReportText("swiotlb=" + $0)) != nil }
        guard known.count < parts.count, parts.contains(where: { $0.utf8.contains(where: ReportText.isLetter) }) else {
            return
        }
        if !known.isEmpty, options.count < Self.most { options.append("swiotlb=" + known.joined(separator: ",")) }
        unread.append(
            "swiotlb=" + (known.isEmpty ? "" : "N,") + parts.filter { !known.contains($0) }.joined(separator: ","))
    }

    private static func memEncrypt(_ word: ReportText) -> Bool? {
        switch clean(word) {
        case "mem_encrypt=on": true
        case "mem_encrypt=off": false
        default: nil
        }
    }

    private static let words: [String: Set<String>] = [
        "iommu": [
            "off", "force", "noforce", "biomerge", "panic", "nopanic", "merge", "nomerge", "forcesac", "allowdac",
            "nodac", "usedac", "soft", "pt", "nopt",
        ],
        "intel_iommu": ["on", "off", "igfx_off", "forcedac", "strict", "sp_off", "sm_on", "sm_off", "tboot_noforce"],
        "amd_iommu": [
            "on", "off", "fullflush", "force_enable", "force_isolation", "pgtbl_v1", "pgtbl_v2", "irtcachedis",
        ],
        "swiotlb": ["force", "noforce", "track_hiwater"],
        "iommu.passthrough": ["0", "1", "on", "off", "y", "n"],
        "iommu.strict": ["0", "1", "on", "off", "y", "n"],
        "iommu.forcedac": ["0", "1", "on", "off", "y", "n"],
    ]

    /// The option as its known words say it; nil where it is none that decides routing, or has an unknown value.
    static func option(_ word: ReportText) -> String? {
        let text = clean(word)
        guard let equals = text.firstIndex(of: "="), equals != text.startIndex else { return nil }
        let name = String(text[..<equals])
        let value = String(text[text.index(after: equals)...])
        if name == "coherent_pool" {
            return ReportText(value).size(at: 0, unit: 1).map { _ in "coherent_pool=\(digits(value))" }
        }
        guard let known = words[name], !value.isEmpty, value.utf8.count < 64 else { return nil }
        let parts = value.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let accepted = parts.allSatisfy { part in
            known.contains(part)
                || name == "swiotlb" && !part.isEmpty && part.utf8.count < 9 && part.utf8.allSatisfy(ReportText.isDigit)
        }
        return accepted ? "\(name)=\(value)" : nil
    }

    private static func digits(_ value: String) -> String {
        String(value.prefix { $0.isNumber || "kmg".contains($0) }.prefix(8))
    }

    /// Without what may stand around an option in a sentence.
    private static func clean(_ word: ReportText) -> String {
        let around = "\"'`.,;:()[]{}*!?<>".utf8
        var bytes = word.bytes[...]
        while let first = bytes.first, around.contains(first) { bytes = bytes.dropFirst() }
        while let last = bytes.last, around.contains(last) { bytes = bytes.dropLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
