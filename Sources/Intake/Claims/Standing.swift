/// What prose says of a release of the kernel, or of an amount of RAM, that it names.
enum Standing {
    /// It has not got what is reported.
    case works
    case fails
    /// Nobody has tried it.
    case untried
}

extension Words {
    private static let untried = [
        "haven't checked", "haven't tried", "haven't tested", "haven't yet", "not tested", "not tried", "not yet",
        "not checked", "can you check", "can you test", "can you try", "could you test", "could you try",
        "could you check", "please test", "please try", "please check", "will try", "will test", "going to try",
        "to be tested", "untested", "hasn't been tested", "happens with the", "still haven't",
    ]

    /// Words that say of a release, and of nothing else, that it is well.
    private static let certain: Set<String> = [
        "works", "worked", "working", "work", "fine", "ok", "okay", "good", "boots", "booted", "pass", "passes",
        "passed", "flawlessly", "unaffected", "occur", "occurs", "happen", "happens", "seen", "show", "shows",
        "succeed",
        "succeeds",
    ]
    /// Words of going to another release, which say the same with a word of what helps.
    private static let moves: Set<String> = [
        "downgrading", "downgrade", "downgraded", "reverting", "reverted", "back", "upgrading", "upgraded", "updating",
        "updated", "switching", "switched", "moving", "rolling",
    ]
    private static let cures: Set<String> = [
        "fixes", "fixed", "resolves", "resolved", "solves", "solved", "helps", "helped", "cures", "cured",
    ]

    /// - Parameter at: where it is named.
    func standing(at: Int, isRow: Bool, isQuestion: Bool) -> Standing? {
        guard !isForeign else { return nil }
        let clause = clause(at: at)
        // What an option decides says nothing of the release alone.
        guard !all.contains(where: { Self.isOption(self[$0]) }) else { return nil }
        if isRow { return standing(of: verdict(in: all)) }
        if hasAny(Self.untried, in: all) { return .untried }
        // "Same here with 6.8, and it works with an option" tells of one that fails too.
        guard !isQuestion, !hasAny(["same here", "me too", "also affected"], in: all) else { return nil }
        let part = part(of: clause, at)
        let isBounded = has(["until", "unless", "except", "before", "once", "after"], in: part)
        let near = max(part.lowerBound, at - 6)..<min(part.upperBound, at + 7)
        let isCertain = has(Self.certain, in: near) || has(Self.moves, in: near) && has(Self.cures, in: near)
        if let own = verdict(in: near), own != .good || isCertain {
            // "It starts, but hangs."
            if own == .good, isBounded || takenBack(part) { return nil }
            return standing(of: own)
        }
        guard !isBounded else { return nil }
        // "When it has that, it works"; "I have used it, and I haven't seen any errors".
        let isCondition =
            has(["when", "if", "with", "on", "in", "using", "under"], in: part) || part.allSatisfy(isName)
        let behind = part.upperBound < clause.upperBound ? part.upperBound..<clause.upperBound : next(after: clause)
        if isCondition, let behind, let said = verdict(in: behind), !namesNumber(behind),
            said != .good || has(Self.certain, in: behind)
        {
            return standing(of: said)
        }
        let all = verdict(in: self.all)
        return all == .good
            && hasAny(["haven't seen", "have not seen", "never seen", "no problems", "no issues"], in: self.all)
            ? .works : nil
    }

    private func standing(of outcome: Outcome?) -> Standing? {
        switch outcome {
        case .good?: .works
        case .bad?: .fails
        default: nil
        }
    }

    /// The part of a clause between two that are joined by "and".
    private func part(of clause: Range<Int>, _ at: Int) -> Range<Int> {
        var start = at
        while start > clause.lowerBound, self[start - 1] != "and" { start -= 1 }
        var end = at + 1
        while end < clause.upperBound, self[end] != "and" { end += 1 }
        return start..<end
    }

    private func takenBack(_ part: Range<Int>) -> Bool {
        var range = next(after: clause(at: part.lowerBound))
        for _ in 0..<2 {
            guard let clause = range else { return false }
            if verdict(in: clause) == .bad, !namesNumber(clause) { return true }
            range = next(after: clause)
        }
        return false
    }

    private func namesNumber(_ range: Range<Int>) -> Bool { range.contains(where: isNumber) }

    private func isNumber(_ index: Int) -> Bool {
        let word = self[index]
        return word.first?.isNumber == true || word.first == "v" && word.dropFirst().first?.isNumber == true
    }

    /// `kernel 5.10`: a label of what stands behind it.
    private func isName(_ index: Int) -> Bool { isNumber(index) || ["kernel", "linux"].contains(self[index]) }

    /// Where a number stands that no digit goes on.
    func number(_ name: String) -> Int? {
        all.first { index in
            guard let range = self[index].firstRange(of: name) else { return false }
            let before = self[index][..<range.lowerBound].last
            let behind = self[index][range.upperBound...].first
            return before?.isNumber != true && behind?.isNumber != true
                && (behind != "." || range.upperBound == self[index].endIndex)
        }
    }
}

extension Reading {
    /// Lines that are looked at for what they say of a release.
    private static let mostProse = 256
    /// Releases, and amounts of RAM, that are looked for in them.
    private static let mostNamed = 16

    /// Leaves kernels and RAM with which it is said to work out of what fails, and says so.
    mutating func settleStandings(_ store: inout SentenceStore) {
        let (lines, taken) = (store.lines, store.taken)
        dropOtherReleases()
        let numbered = lines.indices.lazy.filter { index in
            let line = lines[index]
            return !line.stamped && !taken.contains(index) && line.text.count < 2048
                && line.text.bytes.contains(where: ReportText.isDigit)
        }
        let prose = Array(numbered.prefix(Self.mostProse)).map { (number: $0, words: Words(lines[$0].text)) }
        func standing(_ name: String, in lines: [Pasted.Line], where isRight: (Pasted.Line) -> Bool) -> Standing? {
            for (number, words) in prose where words.number(name) != nil && isRight(lines[number]) {
                for sentence in store.around(number) {
                    guard let at = sentence.words.number(name) else { continue }
                    let said = sentence.words.standing(at: at, isRow: sentence.isRow, isQuestion: sentence.isQuestion)
                    if let said { return said }
                }
            }
            return nil
        }
        for noted in kernels.filter({ $0.value.weight < 5 }).prefix(Self.mostNamed) {
            // "Go back to 5.10", in a list of remedies.
            let isRemedy = remedyItems[noted.place] != nil
            settle(noted, isRemedy ? .works : standing(noted.value.text, in: lines) { _ in true })
        }
        for noted in memory.prefix(Self.mostNamed) {
            guard let line = lines.first(where: { $0.file == noted.file && $0.number == noted.line }),
                let name = Self.amount(noted.value, in: line.text),
                standing(
                    name, in: lines, where: { $0.file == line.file && $0.number == line.number && !$0.isMachineText })
                    == .works
            else { continue }
            memory.removeAll { $0 == noted }
            workingMemory.append(noted)
            retell("RAM: \(noted.value >> 20) MiB", as: "RAM with which it works: \(noted.value >> 20) MiB")
        }
    }

    private mutating func settle(_ noted: Noted<KernelMention>, _ standing: Standing?) {
        let name = noted.value.text
        switch standing {
        case .works?:
            kernels.removeAll { $0 == noted }
            workingKernels.append(name)
            retell("kernel: \(name)", as: "kernel with which it works: \(name)")
        case .untried?:
            kernels.removeAll { $0 == noted }
            retell("kernel: \(name)", as: "kernel that was not tried: \(name)")
        case .fails?:
            guard let index = kernels.firstIndex(of: noted) else { return }
            kernels[index].value.weight = max(noted.value.weight, 3)
        case nil: break
        }
    }

    /// A number that is another program's is not the kernel's elsewhere.
    private mutating func dropOtherReleases() {
        for noted in kernels where noted.value.weight <= 3 && otherReleases.contains(noted.value.text) {
            kernels.removeAll { $0 == noted }
            facts.removeAll { $0.fact == "kernel: \(noted.value.text)" }
        }
    }

    private mutating func retell(_ fact: String, as told: String) {
        guard let index = facts.firstIndex(where: { $0.fact == fact }) else { return }
        facts[index].fact = told
    }

    /// The number as it stands in the text, such as `8gb`.
    private static func amount(_ bytes: UInt64, in text: ReportText) -> String? {
        for shift in [40, 30, 20] as [UInt64] {
            let number = bytes >> shift
            guard number > 0, number << shift == bytes else { continue }
            if Words(text).number("\(number)") != nil { return "\(number)" }
        }
        return nil
    }
}
