extension Reading {
    /// Options named in prose, each with what is said of it.
    mutating func readClaims(_ store: inout SentenceStore) {
        let (lines, taken) = (store.lines, store.taken)
        let named = first(
            Self.mostNaming, of: lines.indices.lazy.filter { Self.mayName(lines[$0].text) || lines[$0].text.has("|") },
            in: lines, that: "name an option")
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
            let sentences = store.around(index)
            let isStep = Self.isStep(index, lines)
            let head = Self.headOfTrial(index, lines)
            for (number, sentence) in sentences.enumerated() {
                let behind = sentences.indices.contains(number + 1) ? sentences[number + 1].words : nil
                read(sentence, line, failsByDefault, isStep: isStep, head: head, behind: behind)
            }
        }
        dropFaultsOfRemedies(&store)
        settleClaims()
        readSayings(&store)
    }

    /// What prose says of anything but options.
    private mutating func readSayings(_ store: inout SentenceStore) {
        let (lines, taken) = (store.lines, store.taken)
        let wished = WishedLines.of(lines)
        let named = lines.indices.lazy.filter { index in
            !taken.contains(index) && !wished.contains(index)
                && (!lines[index].isMachineText || lines[index].isSentence)
                && lines[index].text.hasAny(Self.circumstances)
        }
        for index in first(Self.mostSaying, of: named, in: lines, that: "speak of an IOMMU or a pool") {
            for sentence in store.around(index) {
                readCircumstances(sentence, lines[index], next: lines[(index + 1)...].first)
            }
        }
        quoteRemedies(lines)
        readUnreadLanguage(lines)
        readStatements(&store, but: wished)
        readToldCauses(&store, but: wished)
    }

    /// Lines of prose on other things than options that are looked at; a report rarely has so many.
    static let mostSaying = 256

    /// Positions of the first lines of some; where there are more, the answer says from which line on none was looked at.
    mutating func first(
        _ most: Int, of some: some Sequence<Int>, in lines: [Pasted.Line], that speak: String
    ) -> [Int] {
        let found = Array(some.prefix(most + 1))
        if found.count > most {
            let told = "lines from this one on that \(speak): there are more than \(most)"
            _ = note("not looked at", told, lines[found[most]])
        }
        return Array(found.prefix(most))
    }

    /// Words that every circumstance has one of.
    private static let circumstances: [StaticString] = [
        "iommu", "vt-d", "amd-vi", "swiotlb", "coherent", "passthrough", "pass-through", "translat", "bounce buffer",
        "identity", "larger pool", "bigger pool",
    ]

    /// Lines that name an option and are looked at; a report rarely has so many.
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

    /// "1. boot with …" below a heading on how it is shown.
    private static func isStep(_ index: Int, _ lines: [Pasted.Line]) -> Bool {
        let text = lines[index].text
        guard let (_, end) = text.decimal(at: 0), text[end].map({ ".):".utf8.contains($0) }) == true else {
            return false
        }
        return lines[max(0, index - 6)..<index].contains { $0.text.has("reproduce") }
    }

    /// What the heading of options alone says of them, where it tells of what was tried; nil where it does not.
    private static func headOfTrial(_ index: Int, _ lines: [Pasted.Line]) -> Claim.Polarity? {
        let alone = lines[index].text.words.allSatisfy { isOption(ReportText(Array($0.bytes))) }
        guard alone, let head = lines[max(0, index - 3)..<index].last(where: { !$0.text.starts("```") }),
            head.isHeading, head.text.hasAny(["tried", "tested", "without luck", "no effect", "to no avail"])
        else { return nil }
        let words = Words(head.text)
        if head.text.hasAny(["without luck", "without success", "no effect", "to no avail", "in vain"]) {
            return .noHelp
        }
        switch words.verdict(in: words.all) {
        case .good?: return .helps
        case .bad?, .unchanged?: return .noHelp
        case nil: return .unknown
        }
    }

    private mutating func read(
        _ sentence: Sentence, _ line: Pasted.Line, _ failsByDefault: Bool, isStep: Bool, head: Claim.Polarity?,
        behind: Words?
    ) {
        let words = sentence.words
        for index in sentence.own where words.all.contains(index) {
            guard let option = RoutingOptions.claimed(words[index]) else { continue }
            var (polarity, isRemoval) = words.polarity(at: index)
            if isStep, polarity == .unknown { polarity = .inForce }
            if let head, [.unknown, .inForce].contains(polarity) { polarity = head }
            // "It runs with that. All is well since."
            if polarity == .inForce, let behind, behind.isWellSince { polarity = .helps }
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
            if let isVouched = remedyItems[line.place],
                [.unknown, .inForce, .helps].contains(polarity)
            {
                polarity = isVouched ? .helps : .unknown
            }
            let claim = Claim(option: option, isRemoval: isRemoval, polarity: polarity)
            self.claim(claim, line)
            if polarity != .unknown {
                settleUnread(line)
            }
        }
    }

    /// "Stable with it, but doing so brings faults": those are no part of what fails without it.
    private mutating func dropFaultsOfRemedies(_ store: inout SentenceStore) {
        for claim in claims where claim.value.polarity == .helps && claim.value.subject == .option {
            let near = faults.filter {
                $0.value.isWorded && $0.file == claim.file && (0...Sentence.reach).contains($0.line - claim.line)
            }
            guard !near.isEmpty,
                let index = store.lines.firstIndex(where: { $0.file == claim.file && $0.number == claim.line })
            else { continue }
            let isBehind = store.around(index).contains { sentence in
                let words = sentence.words
                guard let but = words.all.first(where: { ["but", "however"].contains(words[$0]) }) else { return false }
                let head = words.all.lowerBound..<but
                return head.contains { Words.isOption(words[$0]) }
                    && (but..<words.all.upperBound).contains { ["fault", "faults"].contains(words[$0]) }
            }
            guard isBehind else { continue }
            faults.removeAll { near.contains($0) }
            for fault in near {
                facts.removeAll { $0.file == fault.file && $0.line == fault.line && $0.fact.hasPrefix("IOMMU fault") }
                iommus.removeAll { $0.file == fault.file && $0.line == fault.line }
            }
        }
    }

    /// What is claimed as a remedy and stands in force as well was said of another machine; of two values in force the
    /// last counts, and it is said.
    private mutating func settleClaims() {
        for noted in claims where noted.value.subject == .option {
            let claim = noted.value
            var options = RoutingOptions()
            options.take(ReportText(claim.option))
            options.take(words: claim.option)
            switch claim.polarity {
            case .inForce:
                wordedOptions.append(noted.with(options))
            case .helps, .noHelp:
                let remedy = Remedy(option: claim.option, added: !claim.isRemoval, helps: claim.polarity == .helps)
                remedies.append(noted.with(remedy))
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
