/// Lines of nothing but options below a heading that calls them the kernel's command line.
enum OptionBlock {
    private static let heads: [StaticString] = [
        "cmdline", "command line", "commandline", "command-line", "kernel parameters", "boot parameters",
        "kernel options", "boot options", "kernel args", "boot args", "kernel arguments", "boot arguments", "bootargs",
        "kernel params", "boot params", "kernel parameter",
    ]
    /// Words that make of the heading a word on what somebody should set, or does not.
    private static let turns: Set<String> = [
        "add", "adding", "added", "set", "setting", "try", "tried", "trying", "workaround", "fix", "solution",
        "suggest", "suggested", "should", "need", "needed", "required", "recommended", "remove", "removed", "removing",
        "without", "change", "changed", "not", "no", "possible", "works", "helps", "new", "other", "another", "qemu",
    ]

    static func isHeaded(_ index: Int, _ lines: [Pasted.Line]) -> Bool {
        let line = lines[index]
        guard !line.stamped, holdsOptionsAlone(line.text), line.text.has("=") else { return false }
        for more in lines[max(0, index - 6)..<index].reversed() where more.file == line.file {
            if more.text.starts("```") || holdsOptionsAlone(more.text) { continue }
            guard !more.isMachineText, more.text.count < 90, heads.contains(where: { more.text.has($0) }) else {
                return false
            }
            let words = Words(more.text)
            return !words.has(turns, in: words.all) && !words.isForeign
        }
        return false
    }

    private static func holdsOptionsAlone(_ text: ReportText) -> Bool {
        let words = text.words
        return !words.isEmpty && words.allSatisfy { Reading.isOption(ReportText(Array($0.bytes))) }
    }
}
