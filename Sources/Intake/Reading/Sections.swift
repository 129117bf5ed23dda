/// Which boot of which machine each line belongs to: facts of one say nothing of another.
struct Sections: Sendable {
    /// One boot, as far as a report tells them apart.
    struct Section: Sendable {
        /// By its heading: whether it works; nil where that is not said.
        var works: Bool?
        var hasBanner = false
        var hasCommandLine = false
        var hasLines = false
        /// Whether somebody other than the reporter shows it.
        var isOfOther = false
        /// Whether a sentence before it says that its boot lacks or has an option that another one has or lacks.
        var isContrast = false
        /// Whether the kernel's own words tell that a boot stands there.
        var isBoot: Bool { hasBanner || hasCommandLine }
    }

    private(set) var sections = [Section()]
    /// Section of each line, by its position.
    private(set) var numbers: [Int] = []

    init(_ lines: [Pasted.Line]) {
        numbers.reserveCapacity(lines.count)
        var heading: Bool?
        /// Whether the kernel's first line, and not only its name in a trace, stands in the section.
        var hasOwnBanner = false
        for index in lines.indices {
            let line = lines[index]
            if line.isHeader, !line.text.bytes.suffix(6).elementsEqual("wrote:".utf8) {
                open(works: nil, isOfOther: line.isOfOther)
            } else if let works = Self.verdict(line) {
                heading = works
                open(works: works)
            } else if Self.isContrast(index, lines) {
                open(works: nil, isContrast: true)
            } else if line.isHeading, heading == nil, sections[sections.count - 1].hasBanner {
                open(works: nil)
            }
            let isBanner = line.text.starts("linux version ")
            let isCommandLine =
                line.text.starts("command line: ") || line.text.starts("proc/cmdline:")
                || line.text.starts("/proc/cmdline:")
            if isBanner, hasOwnBanner { open(works: nil) }
            hasOwnBanner = isBanner || hasOwnBanner && sections[sections.count - 1].hasBanner
            let last = sections.count - 1
            let isOwnWord = isBanner || line.text.has("tainted: ") || line.text.has("not tainted ")
            sections[last].hasBanner = sections[last].hasBanner || isOwnWord
            sections[last].hasCommandLine = sections[last].hasCommandLine || isCommandLine
            if line.isMachineText { sections[last].hasLines = true }
            numbers.append(last)
            if line.isMachineText { heading = nil }
        }
    }

    private mutating func open(works: Bool?, isOfOther: Bool? = nil, isContrast: Bool = false) {
        let last = sections.count - 1
        // What somebody shows below one heading and the next is that one's.
        let isOther = isOfOther ?? sections[last].isOfOther
        if sections[last].hasLines || isOther != sections[last].isOfOther {
            sections.append(Section(works: works, isOfOther: isOther, isContrast: isContrast))
        } else {
            sections[last].works = works
            sections[last].isContrast = isContrast
        }
    }

    /// Whether boots are shown with an option and without it.
    var areContrasted: Bool {
        sections.contains { $0.isContrast && $0.hasLines }
            && sections.contains { !$0.isContrast && ($0.hasCommandLine || $0.hasBanner) }
    }

    /// "The output without the option is the following": prose right before a log.
    private static func isContrast(_ index: Int, _ lines: [Pasted.Line]) -> Bool {
        let line = lines[index]
        guard !line.isMachineText, line.text.count < 200,
            line.text.hasAny(["dmesg", "output", " log", "boot", "lspci", "messages"]),
            lines[(index + 1)...].prefix(4).contains(where: { $0.isMachineText })
        else { return false }
        let words = Words(line.text)
        return words.all.contains { at in
            words[at] == "without"
                && (1...5).contains { step in
                    [
                        "args", "arguments", "option", "options", "parameter", "parameters", "param", "params", "flags",
                        "flag",
                    ].contains(words[at + step])
                }
        }
    }

    private static let good = ["works", "working", "good", "ok", "fine", "passes", "pass", "boots"]
    private static let bad = [
        "fails", "failing", "bad", "broken", "hangs", "crashes", "fail", "failed", "breaks", "panics", "wrong",
    ]

    /// What a heading says of the lines below it.
    private static func verdict(_ line: Pasted.Line) -> Bool? {
        guard line.isHeading else { return nil }
        let words = Words(line.text)
        let verdict = words.verdict(in: words.all)
        if verdict == .good { return true }
        if verdict == .bad { return false }
        if words.all.contains(where: { good.contains(words[$0]) }) { return true }
        return words.all.contains { bad.contains(words[$0]) } ? false : nil
    }
}
