/// A sentence in which the report itself says why something fails: it is quoted as its own word, and decides nothing.
extension Words {
    private static let causes = [
        "because", "due to", "root cause is", "caused by", "caused", "causes", "the cause is", "the reason is",
        "the fix is", "is insufficient", "was insufficient", "insufficient to", "too small", "is missing",
        "not set properly", "hardcodes",
    ]
    private static let subjects = [
        "dma", "iommu", "swiotlb", "bounce", "mask", "driver", "kernel", "bios", "firmware", "iova", "buffer",
        "address", "direction", "hypervisor", "parameter", "vt-d", "amd-vi", "smmu", "memory", "rmrr", "aperture",
    ]
    private static let guesses = [
        "maybe", "perhaps", "wonder", "probably", "guess", "might", "could", "would", "should", "if", "not sure",
        "please", "not because", "not due", "aren't due", "isn't due", "not caused", "thanks", "may", "likely",
        "possible",
    ]

    /// Whether it says why.
    var tellsCause: Bool {
        (6...60).contains(all.count) && !isForeign && hasAny(Self.causes, in: all) && !hasAny(Self.guesses, in: all)
            && namesSubject
    }

    /// Whether something that has to do with DMA is named.
    var namesSubject: Bool { all.contains { index in Self.subjects.contains { self[index].contains($0) } } }
}

extension Reading {
    private static let telling: [StaticString] = [
        "because", "due to", "cause", "reason is", "fix is", "insufficient", "too small", "is missing",
        "set properly", "hardcodes",
    ]
    /// Heads below which a cause or a remedy stands.
    private static let heads: [StaticString] = ["root cause", "cause"]
    /// Lines that are looked at, and sentences that are quoted.
    private static let mostLooked = 64
    private static let mostCauses = 2
    /// Letters of a sentence that are shown.
    private static let shownOfCause = 300

    /// - Parameter wished: positions of the lines that say what should happen.
    mutating func readToldCauses(_ store: inout SentenceStore, but wished: Set<Int>) {
        let lines = store.lines
        let taken = store.taken.union(wished)
        let named = lines.indices.lazy.filter { index in
            let line = lines[index]
            return !taken.contains(index) && (!line.isMachineText || line.isSentence) && !Self.isRow(line)
                && (line.text.hasAny(Self.telling) || Self.head(index, lines) != nil)
        }
        for index in named.prefix(Self.mostLooked) {
            let head = Self.head(index, lines)
            for sentence in store.around(index) where !sentence.isQuestion && !sentence.isHeading {
                guard sentence.own.lowerBound == 0 else { continue }
                if let head, (4...60).contains(sentence.words.all.count) {
                    quote(sentence.words, lines[index], isVouched: RemedyList.vouches(head))
                } else if sentence.words.tellsCause {
                    quote(sentence.words, lines[index], isVouched: nil)
                }
            }
        }
    }

    /// The head of a cause or a remedy that a line stands below.
    private static func head(_ index: Int, _ lines: [Pasted.Line]) -> Pasted.Line? {
        let before = lines[max(0, index - 2)..<index].last { !$0.text.isEmpty }
        guard !lines[index].text.isEmpty, let head = before, head.text.count < 40,
            head.text[0] == UInt8(ascii: "#") || head.text.starts("**"),
            head.text.hasAny(heads) || RemedyList.isHead(head)
        else { return nil }
        return head
    }

    /// - Parameter isVouched: of a remedy, whether its head says that it is one; nil for a cause.
    private mutating func quote(_ words: Words, _ line: Pasted.Line, isVouched: Bool?) {
        let shown = words.all.map { words[$0] }.quoted(most: Self.shownOfCause, marks: " -.:+,=%'()[]/")
        if let isVouched {
            let claim = Claim(
                option: "\"\(shown)\"", isRemoval: false, polarity: isVouched ? .helps : .unknown, subject: .sentence)
            let isNew = !claims.contains { $0.line == line.number && $0.file == line.file }
            if isNew, claims.count(where: { $0.value.subject == .sentence }) < 8 { self.claim(claim, line) }
            return
        }
        guard toldCauses.count < Self.mostCauses, !toldCauses.contains(where: { $0.value == shown }) else { return }
        toldCauses.append(line.noted(shown))
        let claim = Claim(
            option: "the cause, in the report's words: \"\(shown)\"", isRemoval: false, polarity: .unknown,
            subject: .sentence)
        self.claim(claim, line)
        settleUnread(line)
    }
}

extension Reading {
    /// What an answer quotes of the report on why something fails.
    var wordsOnCause: [String] {
        let quoted = toldCauses.prefix(2).map { "\"\($0.value)\"" }.joined(separator: "; ")
        return quoted.isEmpty ? [] : ["The report's own word on why, not verified here: \(quoted)."]
    }

    /// Slots of a pool that somebody names and that is smaller than any machine's; nil where none is named.
    var smallPoolNamed: UInt64? {
        claims.lazy.filter { $0.value.polarity != .inForce && $0.value.option.hasPrefix("swiotlb=") }.compactMap {
            noted in
            UInt64(noted.value.option.dropFirst(8).prefix { $0.isNumber })
        }.first { (1..<1024).contains($0) }
    }
}
