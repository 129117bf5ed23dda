/// Which boot of which machine each line belongs to: facts of one say nothing of another.
struct Sections: Sendable {
    /// One boot, as far as a report tells them apart.
    struct Section: Sendable {
        /// By its heading: whether it works; nil where that is not said.
        var works: Bool?
        var hasBanner = false
        var hasCommandLine = false
        var hasLines = false
    }

    private(set) var sections = [Section()]
    /// Section of each line, by its position.
    private(set) var numbers: [Int] = []

    init(_ lines: [Pasted.Line]) {
        numbers.reserveCapacity(lines.count)
        var heading: Bool?
        for index in lines.indices {
            let line = lines[index]
            if let works = Self.verdict(line) {
                heading = works
                open(works: works)
            } else if line.isHeading, heading == nil, sections[sections.count - 1].hasBanner {
                open(works: nil)
            }
            let isBanner = line.text.starts("linux version ")
            let isCommandLine =
                line.text.starts("command line: ") || line.text.starts("proc/cmdline:")
                || line.text.starts("/proc/cmdline:")
            if isBanner, sections[sections.count - 1].hasBanner { open(works: nil) }
            let last = sections.count - 1
            sections[last].hasBanner = sections[last].hasBanner || isBanner
            sections[last].hasCommandLine = sections[last].hasCommandLine || isCommandLine
            if line.isMachineText { sections[last].hasLines = true }
            numbers.append(last)
            if line.isMachineText { heading = nil }
        }
    }

    private mutating func open(works: Bool?) {
        let last = sections.count - 1
        if sections[last].hasLines {
            sections.append(Section(works: works))
        } else {
            sections[last].works = works
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
