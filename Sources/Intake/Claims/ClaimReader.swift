extension Reading {
    /// Options named in prose, each with what is said of it.
    /// - Parameter taken: positions of the lines that were read as command lines.
    mutating func readClaims(_ lines: [Pasted.Line], taken: Set<Int>) {
        let named = lines.indices.lazy.filter { Self.mayName(lines[$0].text) || lines[$0].text.has("|") }
            .prefix(Self.mostNaming)
        let rows = named.map { lines[$0] }.filter(Self.isRow)
        let failing = rows.filter { row in
            let words = Words(row.text)
            return words.verdict(in: words.all) == .bad
        }
        // Of several that fail none is known to be that of the failing boot.
        let failsByDefault = failing.count > 1 || failing.contains(where: Self.namesDefault)
        for index in named where !taken.contains(index) {
            let line = lines[index]
            guard !line.isMachineText || Self.isRow(line) || line.isSentence, Self.mayName(line.text) else { continue }
            let sentences = Sentence.around(index, lines) { taken.contains($0) }
            for sentence in sentences { read(sentence, line, failsByDefault) }
        }
        settleClaims()
    }

    /// Lines that name an option and are looked at: no report has so many.
    private static let mostNaming = 1024

    static func mayName(_ text: ReportText) -> Bool {
        text.has("=") && text.hasAny(["iommu", "swiotlb=", "mem_encrypt=", "coherent_pool="])
    }

    /// A row of a table, or an item that holds an option and its result alone.
    static func isRow(_ line: Pasted.Line) -> Bool {
        guard !line.stamped, line.text.count < 160 else { return false }
        return line.text.has("|") || isItem(line.text)
    }

    private static func isItem(_ text: ReportText) -> Bool {
        guard mayName(text) else { return false }
        let words = Words(text)
        let options = words.all.prefix { Words.isOption(words[$0]) }
        return !options.isEmpty && words.all.count - options.count <= 2
            && words.verdict(in: options.endIndex..<words.all.endIndex) != nil
    }

    private static func namesDefault(_ line: Pasted.Line) -> Bool {
        line.text.hasAny(["default", "(none)", "none", "no option", "stock", "nothing"])
    }

    private mutating func read(_ sentence: Sentence, _ line: Pasted.Line, _ failsByDefault: Bool) {
        let words = sentence.words
        for index in sentence.own where words.all.contains(index) {
            guard let option = RoutingOptions.claimed(words[index]) else { continue }
            var (polarity, isRemoval) = words.polarity(at: index)
            if sentence.isQuestion, words[0] != "why" { polarity = .unknown }
            if sentence.isHeading, polarity == .unknown, words[index - 1] == "with" || words[index - 1] == "and",
                !words.isForeign
            {
                polarity = .inForce
            }
            if sentence.isRow {
                let said = words.verdict(in: words.all)
                polarity = said == .good ? .helps : said == nil ? .unknown : failsByDefault ? .noHelp : .inForce
                isRemoval = words[index - 1] == "without" || words[index - 1] == "no"
            }
            let claim = Claim(option: option, isRemoval: isRemoval, polarity: polarity)
            if note("claim", "\(claim.text): \(claim.polarity.rawValue)", line) { claims.append(line.noted(claim)) }
        }
    }

    /// What is claimed as a remedy and stands in force as well was said of another machine; of two values in force the
    /// last counts, and it is said.
    private mutating func settleClaims() {
        for noted in claims {
            let claim = noted.value
            var options = RoutingOptions()
            options.take(ReportText(claim.option))
            options.take(words: claim.option)
            switch claim.polarity {
            case .inForce:
                wordedOptions.append(Noted(value: options, file: noted.file, line: noted.line))
            case .helps, .noHelp:
                let remedy = Remedy(option: claim.option, added: !claim.isRemoval, helps: claim.polarity == .helps)
                remedies.append(Noted(value: remedy, file: noted.file, line: noted.line))
            case .absent, .unknown: break
            }
        }
    }
}

extension RoutingOptions {
    /// Takes several options that stand in one text.
    mutating func take(words text: String) {
        for word in text.split(separator: " ").dropFirst() { take(ReportText(String(word))) }
    }
}

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
        func flush() {
            defer { tokens = []; from = nil; to = 0 }
            guard let start = from else { return }
            let text = ReportText(Array(tokens.joined(separator: [32])))
            let before = Words(ReportText(Array(tokens[..<start].joined(separator: [32])))).all.count
            let within = Words(ReportText(Array(tokens[..<to].joined(separator: [32])))).all.count
            sentences.append(
                Sentence(
                    words: Words(text), own: before..<within, isQuestion: text.bytes.last == UInt8(ascii: "?"),
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
        let isItem = "-*+".utf8.contains(first) && next.text[1] == 32
        return !isItem && !(ReportText.isDigit(first) && ").".utf8.contains(next.text[1] ?? 0))
    }

    private static func ends(_ token: ArraySlice<UInt8>) -> Bool {
        guard let last = token.last, ".!?".utf8.contains(last) else { return false }
        return !token.elementsEqual("e.g.".utf8) && !token.elementsEqual("i.e.".utf8) && token.count > 1
    }
}
