/// Whether a sentence states something of the machine that fails, and does not wish, deny or change it.
extension ReportText {
    private static let turns: Set<String> = [
        "if", "unless", "instead", "should",
        "could", "would", "might", "maybe", "may", "limit", "limiting", "limits", "change", "changed", "changing",
        "insert", "inserting", "inserted", "replace", "replacing", "patch", "fix", "fixes", "fixed", "workaround",
        "solution", "freebsd", "netbsd", "openbsd", "windows", "any", "some", "many", "every", "most", "other",
        "others",
        "usually", "typically", "generally", "e.g", "suggest", "try", "restrict", "restricting",
    ]
    private static let negations: Set<String> = [
        "not", "don't", "doesn't", "didn't", "isn't", "aren't", "no", "without", "cannot", "can't", "never",
    ]
    /// What stands before or behind a port's name where a device is in it.
    private static let places: Set<String> = [
        "in", "on", "over", "via", "through", "my", "a", "by", "connected", "attached", "plugged", "using",
    ]
    private static let devices: Set<String> = [
        "dock", "device", "devices", "card", "disk", "enclosure", "adapter", "port", "ethernet", "nic", "gpu", "drive",
        "display", "chassis", "box", "bridge", "controller", "ssd", "docking",
    ]
    /// Words that make of a port or a bus no device in it.
    private static let offs: Set<String> = [
        "disabled", "disabling", "disable", "disables", "off", "without", "security", "vulnerable", "if", "unless",
        "setting", "settings", "option", "isn't", "don't", "unused", "support", "bios", "firmware", "example", "would",
        "should", "could", "e.g",
    ]

    /// - Parameter at: where what is stated begins.
    func states(at: Int) -> Bool {
        let head = Words(upTo(at))
        let near = max(0, head.all.upperBound - 5)..<head.all.upperBound
        return !holdsAny(Self.turns, around: at) && !head.has(Self.negations, in: near) && !isAsked(at)
    }

    /// Whether the sentence is a question.
    func isAsked(_ at: Int) -> Bool {
        bytes.dropFirst(max(at, 0)).first { ".?!;".utf8.contains($0) } == UInt8(ascii: "?")
    }

    /// Whether a device in a slot or a port is named, and not the port alone.
    func namesDevice(at: Int) -> Bool {
        guard !holdsAny(Self.offs, around: at), !isAsked(at) else { return false }
        guard starts("thunderbolt", at: at) else { return true }
        let (head, tail) = (Words(upTo(at)), Words(from(at)))
        return head.has(Self.places, in: max(0, head.all.upperBound - 3)..<head.all.upperBound)
            || tail.has(Self.devices, in: tail.all.prefix(4))
    }

    /// Whether the sentence tells of what should be, or of what is so under a condition.
    func isWished(at: Int) -> Bool {
        holdsAny(["should", "if", "would", "could", "any", "never", "unless"], around: at)
    }

    private func holdsAny(_ words: Set<String>, around at: Int) -> Bool {
        let sentence = Words(sentence(around: at))
        return sentence.has(words, in: sentence.all)
    }

    /// From the mark that ends the sentence before to the one that ends this.
    private func sentence(around at: Int) -> ReportText {
        func ends(_ index: Int) -> Bool {
            ".?!;".utf8.contains(bytes[index]) && self[index + 1].map { $0 == 32 } ?? true
        }
        let start = bytes.indices.prefix(max(at, 0)).last(where: ends).map { $0 + 1 } ?? 0
        let end = bytes.indices.dropFirst(max(at, 0)).first(where: ends) ?? bytes.count
        return start < end ? ReportText(Array(bytes[start..<end])) : self
    }
}
