/// A sentence that says what helped, or what did not, of something that no option names: it is quoted, and decides nothing.
extension Words {
    private static let cures: Set<String> = [
        "fixed", "fixes", "solved", "solves", "resolved", "resolves", "resolving", "helped", "helps", "cured", "cures",
        "workaround", "disappear", "disappears", "disappeared", "disappearance", "mitigates", "mitigated",
        "restores", "restored", "eliminated", "eliminates", "vanished", "smooth", "smoother", "avoids", "prevents",
    ]
    private static let cured = [
        "works now", "works fine", "works well", "works again", "everything works", "work fine", "works great",
        "working now", "working fine", "working again", "works perfectly", "works without", "works with", "works if",
        "works when", "works on", "works in", "went away", "goes away", "no longer", "no more", "any more", "anymore",
        "errors are gone", "error is gone", "problem is gone", "issue is gone", "messages are gone", "faults are gone",
        "warnings are gone", "it is gone", "zero hangs", "no errors", "did the trick", "does the trick",
        "made it work", "makes it work", "made them work", "boots fine",
        "runs fine", "run fine", "fix it",
        "fixing it", "stable now",
        "seems to resolve", "seems to fix", "seems to solve", "seem to fix", "boots with", "boots without", "boots if",
        "did fix", "makes a workaround", "haven't seen",
    ]
    private static let vain = [
        "did not help", "didn't help", "does not help", "doesn't help", "did not change", "didn't change",
        "no difference", "no effect", "did not fix", "didn't fix", "does not fix", "doesn't fix", "still happens",
        "still the same", "same error", "same result", "same problem", "same issue", "made no", "makes no",
        "not a regression", "did not solve", "didn't solve", "does not solve", "without success", "to no avail",
        "no luck", "not clean this",
    ]
    /// Words of what is wished, asked or planned.
    private static let wishes = [
        "please", "would", "should", "could", "might", "may", "hope", "hoping", "how to", "to be fixed", "to fix",
        "will be", "want", "any fix", "is there", "maybe", "perhaps", "wonder", "wondering", "not sure", "try",
        "can you",
        "if anyone", "as described", "as suggested", "according to", "if there is", "if there's", "whether",
        "until it is fixed", "not fixed", "isn't fixed", "suggest", "suggests", "suggestion", "trying",
        "suspect", "think", "planned", "plan", "todo", "going to", "expected", "supposed", "closing", "closed",
        "fixed in the", "seen before", "another", "otherwise", "seems to work fine", "need help", "my search",
        "unfortunately", "while", "thanks", "guess",
        "probably", "possible", "possibly", "seems like", "cannot", "claims",
    ]

    /// What the sentence says of what was done; nil where it says nothing certain.
    var statement: Claim.Polarity? {
        // A setting says enough by itself.
        let isNamed = all.contains { self[$0].contains("=") }
        guard ((isNamed ? 3 : 5)...60).contains(all.count), !isForeign,
            !all.contains(where: { Self.isOption(self[$0]) }),
            !["from", "subject", "to", "cc", "re", "title"].contains(self[0]) || !isLabel(0)
        else { return nil }
        // "I had the same issue, and it was fixed by …" tells of what helped.
        let isMended = hasAny(["fixed by", "solved by", "resolved by", "was fixed", "was solved"], in: all)
        if hasAny(Self.vain, in: all), !isMended { return isWished(all) ? nil : .noHelp }
        let part = upToObjection
        guard !isWished(part), !isOfOtherMachine(part), has(Self.cures, in: part) || hasAny(Self.cured, in: part) else {
            return nil
        }
        // The trailer of a patch names what it fixes.
        guard self[0] != "fixes" || !isLabel(0), isMended || verdict(in: part) == .good else { return nil }
        return .helps
    }

    private func isWished(_ part: Range<Int>) -> Bool {
        // "If I try another one, it works": what was done, and no wish.
        let isTried = hasAny(["if i try", "when i try", "i tried"], in: part)
        return hasAny(isTried ? Self.wishes.filter { $0 != "try" && $0 != "another" } : Self.wishes, in: part)
    }

    /// "It works fine on my laptop": that another machine works mends nothing.
    private func isOfOtherMachine(_ part: Range<Int>) -> Bool {
        if hasAny(["on the host", "on bare metal", "in the guest", "on the guest"], in: part) { return true }
        return part.contains { at in
            ["laptop", "desktop", "pc", "machine", "computer", "server", "workstation", "box", "system"].contains(
                self[at])
                && ["on", "with", "in"].contains { place in (2...4).contains { self[at - $0] == place } }
                && ["my", "another", "other", "different", "his", "their"].contains { whose in
                    (1...3).contains { self[at - $0] == whose }
                }
        }
    }

    /// As far as nothing takes back what was said.
    var upToObjection: Range<Int> {
        let objection = all.dropFirst().first { ["but", "however", "although", "though", "except"].contains(self[$0]) }
        return 0..<(objection ?? all.upperBound)
    }
}

extension Reading {
    /// Sentences that are quoted at most, of each polarity.
    private static let mostQuoted = 3
    /// Letters of a sentence that are shown.
    private static let shown = 220

    private static let telling: [StaticString] = [
        "fix", "solv", "help", "workaround", "work", "gone", "disappear", "cure", "no longer", "no more", "any more",
        "anymore", "change", "differen", "effect", "same", "away", "mitigat", "restor", "eliminat", "smooth", "avoid",
        "prevent", "avail", "luck", "regression", "success", "fine", "hangs", "boots", "haven't seen", "no errors",
        "still", "clean this",
    ]

    /// - Parameter wished: positions of the lines that say what should happen.
    mutating func readStatements(_ store: inout SentenceStore, but wished: Set<Int>) {
        let lines = store.lines
        let taken = store.taken.union(wished)
        let prose = lines.indices.lazy.filter { index in
            let line = lines[index]
            return (!line.isMachineText || line.isSentence) && !taken.contains(index) && !Self.isRow(line)
                && line.text.hasAny(Self.telling)
        }
        for index in first(Self.mostSaying, of: prose, in: lines, that: "may say what helps") {
            for sentence in store.around(index)
            where !sentence.isQuestion && !sentence.isHeading {
                guard sentence.own.lowerBound == 0 || sentence.own.upperBound == sentence.words.all.upperBound,
                    let polarity = sentence.words.statement
                else { continue }
                quote(sentence, polarity, lines[index])
            }
        }
    }

    private mutating func quote(_ sentence: Sentence, _ polarity: Claim.Polarity, _ line: Pasted.Line) {
        // What an option's claim, or a circumstance's, says already is not said twice.
        guard
            !claims.contains(where: { $0.line == line.number && $0.file == line.file && $0.value.subject != .sentence }
            ),
            claims.count(where: { $0.value.subject == .sentence && $0.value.polarity == polarity }) < Self.mostQuoted
        else { return }
        let part = polarity == .helps ? sentence.words.upToObjection : sentence.words.all
        let shown = part.map { sentence.words[$0] }.filter { !$0.contains("/") }
            .quoted(most: Self.shown, marks: " -.:+,=%'")
        let claim = Claim(option: "\"\(shown)\"", isRemoval: false, polarity: polarity, subject: .sentence)
        guard !claims.contains(where: { $0.value == claim }) else { return }
        self.claim(claim, line)
        settleUnread(line)
    }
}

extension [String] {
    /// Words as an answer quotes them.
    /// - Parameter marks: what is shown beside letters and digits.
    func quoted(most: Int, marks: String) -> String {
        let shown = joined(separator: " ").utf8.prefix(most).filter { ReportText.isName($0) || marks.utf8.contains($0) }
        return String(decoding: shown, as: UTF8.self)
    }
}
