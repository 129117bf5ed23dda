/// One sentence of prose, with the words of it that stand on the line that is read.
struct Sentence: Sendable {
    var words: Words
    /// Positions of the words that stand on the line itself.
    var own: Range<Int>
    var isQuestion: Bool
    var isRow: Bool
    /// Whether it announces what stands below it.
    var isHeading = false

    /// Lines before and behind one that may hold parts of its sentences.
    static let reach = 2

    /// The sentences of which a part stands on a line.
    static func around(_ index: Int, _ lines: [Pasted.Line], taken: (Int) -> Bool) -> [Sentence] {
        if Reading.isRow(lines[index]) {
            let words = Words(lines[index].text)
            return [Sentence(words: words, own: words.all, isQuestion: false, isRow: true)]
        }
        var first = index
        while first > max(0, index - reach), joins(lines[first - 1], lines[first]), !taken(first - 1) { first -= 1 }
        var last = index
        while last < min(lines.count - 1, index + reach), joins(lines[last], lines[last + 1]), !taken(last + 1) {
            last += 1
        }
        var sentences: [Sentence] = []
        var tokens: [ArraySlice<UInt8>] = []
        var from: Int?
        var to = 0
        func count(_ tokens: ArraySlice<ArraySlice<UInt8>>) -> Int {
            tokens.isEmpty ? 0 : Words(ReportText(Array(tokens.joined(separator: [32])))).all.count
        }
        func flush() {
            defer { tokens = []; from = nil; to = 0 }
            guard let start = from else { return }
            let text = ReportText(Array(tokens.joined(separator: [32])))
            let words = Words(text)
            let before = count(tokens[..<start])
            let within = to == tokens.count ? words.all.count : count(tokens[..<to])
            sentences.append(
                Sentence(
                    words: words, own: before..<within, isQuestion: text.bytes.last == UInt8(ascii: "?"),
                    isRow: false, isHeading: text.bytes.last == UInt8(ascii: ":")))
        }
        for number in first...last {
            for (_, token) in lines[number].text.words.prefix(Words.most) {
                if number == index {
                    from = from ?? tokens.count
                    to = tokens.count + 1
                }
                tokens.append(token)
                if ends(token) { flush() }
            }
            if lines[number].text.bytes.last == UInt8(ascii: ":") { flush() }
        }
        flush()
        return sentences
    }

    /// Whether two lines may hold one sentence.
    private static func joins(_ line: Pasted.Line, _ next: Pasted.Line) -> Bool {
        guard !line.isMachineText, !next.isMachineText, line.file == next.file, next.number == line.number + 1,
            !Reading.isRow(line), !Reading.isRow(next), let first = next.text[0]
        else { return false }
        // "2. Boot with it", and below that what somebody says of it.
        let isOfItem = line.text[0].map { ReportText.isDigit($0) || "-*+".utf8.contains($0) } ?? false
        if isOfItem, next.text.starts("i ") || next.text.starts("i have ") || next.text.starts("we ") { return false }
        let isItem = "-*+".utf8.contains(first) && next.text[1] == 32
        return !isItem && !(ReportText.isDigit(first) && ").".utf8.contains(next.text[1] ?? 0)) && !isHead(line)
            && !isHead(next)
    }

    /// `### Expected behaviour`, `**To reproduce**` and what fences code.
    private static func isHead(_ line: Pasted.Line) -> Bool {
        let text = line.text
        return line.isHeader || text[0] == UInt8(ascii: "#") || text.starts("```") || text.starts("---")
            || text.starts("**") && text.bytes.suffix(3).contains(UInt8(ascii: "*")) && text.count < 60
    }

    private static func ends(_ token: ArraySlice<UInt8>) -> Bool {
        guard let last = token.last, ".!?".utf8.contains(last) else { return false }
        return !token.elementsEqual("e.g.".utf8) && !token.elementsEqual("i.e.".utf8) && token.count > 1
    }
}
