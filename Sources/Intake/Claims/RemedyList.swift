/// Items of a list that its heading calls remedies.
enum RemedyList {
    private static let heads: [StaticString] = ["workaround", "work around", "work-around", "solution", "resolution"]
    private static let denials: [StaticString] = [
        "no workaround", "no solution", "without", "tried", "failed", "is there", "any workaround", "?", "not ",
        "describe", "you'd like", "could", "maybe", "should", "looking", "need",
    ]
    /// Words with which nobody vouches for what stands below, but for what is said to be tested.
    private static let hedges: [StaticString] = ["possible", "potential", "proposed", "suggest", "may help", "might"]
    /// Lines below a heading that may be items.
    private static let longest = 40

    /// Every item, and whether somebody vouches for it: where only some are said to be tested, those alone.
    static func of(_ lines: [Pasted.Line]) -> [Reading.Place: Bool] {
        var items: [(place: Reading.Place, number: Int, isHedged: Bool)] = []
        for index in lines.indices {
            guard let isVouched = vouches(lines[index]) else { continue }
            items += list(below: index, lines).map { ($0.0, $0.1, !isVouched) }
        }
        guard !items.isEmpty else { return [:] }
        let tested = lines.lazy.compactMap { numbersTested($0) }.first
        var found: [Reading.Place: Bool] = [:]
        for item in items { found[item.place] = tested?.contains(item.number) ?? !item.isHedged }
        return found
    }

    /// Whether a line announces remedies, and whether it says that they are some: a possible one is none yet.
    static func vouches(_ line: Pasted.Line) -> Bool? {
        isHead(line) ? !hedges.contains { line.text.has($0) } : nil
    }

    static func isHead(_ line: Pasted.Line) -> Bool {
        let text = line.text
        guard !line.isMachineText, text.count < 100, heads.contains(where: { text.has($0) }),
            !denials.contains(where: { text.has($0) })
        else { return false }
        return text[0] == UInt8(ascii: "#") || text.starts("**") || text.bytes.last == UInt8(ascii: ":")
    }

    private static func list(below head: Int, _ lines: [Pasted.Line]) -> [(Reading.Place, Int)] {
        var items: [(Reading.Place, Int)] = []
        var number = 0
        for index in (head + 1)..<min(head + longest, max(lines.count, head + 1)) {
            let line = lines[index]
            guard line.file == lines[head].file, line.text[0] != UInt8(ascii: "#"), !line.stamped else { break }
            if let own = itemNumber(line.text) {
                number = own > 0 ? own : number + 1
            } else if number == 0 || line.number > lines[index - 1].number + 1 {
                break
            }
            items.append((line.place, number))
        }
        return items
    }

    /// Of `1. …`; 0 for `- …`; nil where it is no item.
    private static func itemNumber(_ text: ReportText) -> Int? {
        if let first = text[0], "-*+".utf8.contains(first), text[1] == 32 { return 0 }
        guard let (number, end) = text.decimal(at: 0), number < 100, text[end].map({ ".):".utf8.contains($0) }) == true,
            text[end + 1] == 32
        else { return nil }
        return Int(number)
    }

    /// "I tested only 1 and 4"; nil where nothing of the kind is said.
    private static func numbersTested(_ line: Pasted.Line) -> Set<Int>? {
        guard !line.isMachineText, line.text.count < 400, line.text.hasAny(["tested", "tried", "verified"]),
            line.text.hasWord("only")
        else { return nil }
        let words = Words(line.text)
        guard
            let at = words.all.first(where: { ["tested", "tried", "verified"].contains(words[$0]) }),
            (at - 2...at + 4).contains(where: { words[$0] == "only" })
        else { return nil }
        let numbers = (at..<min(at + 9, words.all.upperBound)).compactMap { Int(words[$0]) }
        return numbers.isEmpty ? nil : Set(numbers)
    }
}

extension Reading {
    /// Quotes the items of lists of remedies that name no option.
    mutating func quoteRemedies(_ lines: [Pasted.Line]) {
        for line in lines {
            guard let isVouched = remedyItems[line.place],
                !claims.contains(where: { $0.line == line.number && $0.file == line.file }),
                claims.count(where: { $0.value.subject == .sentence }) < 8
            else { continue }
            let words = Words(line.text)
            guard (3...60).contains(words.all.count) else { continue }
            let shown = words.all.map { words[$0] }.quoted(most: 200, marks: " -.:+,=%'()/")
            claim(
                Claim(
                    option: "\"\(shown)\"", isRemoval: false, polarity: isVouched ? .helps : .unknown,
                    subject: .sentence), line)
        }
    }

    private static let ofField: [StaticString] = ["iommu", "vt-d", "bios", "swiotlb", "dma", "amd-vi", "uefi", "vt-x"]

    /// Lists sentences in a language that is not read and that name something of this field.
    mutating func readUnreadLanguage(_ lines: [Pasted.Line]) {
        var count = 0
        for line in lines.prefix(2048) where !line.isMachineText && count < 4 {
            guard Self.ofField.contains(where: { line.text.hasWord($0) }) || Self.mayName(line.text),
                line.isOtherScript || Words(line.text).isCertainlyForeign
            else { continue }
            count += 1
            let words = Words(line.text)
            let shown = words.all.map { words[$0] }.quoted(most: 120, marks: " -.:+,=%'")
            unreadLanguage = unreadLanguage ?? line.noted(shown)
            guard !claims.contains(where: { $0.line == line.number && $0.file == line.file }) else { continue }
            claim(
                Claim(
                    option: "in a language that is not read here: \"\(shown)\"", isRemoval: false,
                    polarity: .unknown, subject: .sentence), line)
        }
    }
}
