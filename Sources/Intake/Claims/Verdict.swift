extension Words {
    /// What a clause says came of something.
    enum Outcome: Sendable {
        case good
        case bad
        /// It was tried, and all stayed as it was.
        case unchanged
    }

    private static let goods: Set<String> = [
        "works", "work", "worked", "working", "boots", "boot", "booted", "helps", "help", "helped", "fix", "fixes",
        "fixed", "solve", "solves", "solved", "resolve", "resolves", "resolved", "pass", "passes", "passed", "ok",
        "okay", "fine", "stable", "good", "gone", "disappear", "disappears", "disappeared", "vanishes", "workaround",
        "workarounds", "cure", "cures", "cured", "success", "successfully", "succeeds", "healthy", "usable", "avoids",
        "prevents", "detected", "loads", "initializes", "starts", "comes", "solution", "eliminates", "stops", "avoid",
        "mends", "silent", "restores", "restored", "avoided", "prevented", "eliminated", "mitigates", "circumvents",
        "resolving", "solving", "fixing", "smooth", "smoother",
    ]
    private static let bads: Set<String> = [
        "fail", "fails", "failed", "failing", "failure", "broken", "breaks", "broke", "break", "hang", "hangs", "hung",
        "crash", "crashes", "crashed", "panic", "panics", "stuck", "freezes", "freeze", "dies", "bad", "unusable",
        "unbootable", "dead", "corrupts", "corruption", "oops", "stall", "stalls", "timeouts", "timeout", "corrupted",
        "memory-corruption", "freezing", "hanging", "crashing", "lockup", "lockups", "unstable", "garbled",
    ]
    static let nouns: Set<String> = [
        "error", "errors", "problem", "problems", "issue", "issues", "fault", "faults", "warning", "warnings",
        "message", "messages", "overflow", "overflows", "bug", "trouble", "symptom", "symptoms", "splat",
    ]
    private static let shows: Set<String> = [
        "appear", "appears", "appeared", "occur", "occurs", "happen", "happens", "show", "shows", "see", "seen", "come",
    ]
    private static let negators: Set<String> = [
        "not", "never", "cannot", "can't", "won't", "doesn't", "didn't", "don't", "isn't", "wasn't", "couldn't", "dont",
        "doesnt", "didnt", "cant", "wont", "nothing", "neither", "unable", "refuses", "refuse", "hardly", "aren't",
        "wouldn't", "haven't", "hasn't",
        "hadn't", "havent", "hasnt",
    ]
    private static let changes: Set<String> = [
        "help", "helps", "helped", "fix", "fixes", "fixed", "solve", "solves", "solved", "resolve", "resolved",
        "change", "changes", "changed", "matter", "affect", "cure", "solution", "workaround", "avoid", "prevents",
    ]
    private static let unchanged = [
        "no effect", "no difference", "no change", "no help", "same result", "same error", "same problem", "same issue",
        "the same", "no avail", "no luck", "no improvement", "makes no", "made no", "in vain", "no impact",
        "without success", "unchanged", "no solution", "no influence", "worse", "not any better", "no better",
    ]

    /// What is said in a part of the sentence; nil where nothing is.
    func verdict(in range: Range<Int>) -> Outcome? {
        guard !range.isEmpty else { return nil }
        if hasAny(Self.unchanged, in: range) { return .unchanged }
        if hasAny(["goes away", "went away", "go away", "gets rid of", "got rid of", "get rid of"], in: range),
            !has(Self.negators, in: range)
        {
            return .good
        }
        if hasAny(["allows booting", "allows to boot", "lets it boot", "allow booting"], in: range) { return .good }
        if ["not", "didn't", "doesn't"].contains(self[range.upperBound - 1]), range.count > 1 { return .unchanged }
        var found: Outcome?
        for index in range {
            let scope = Scope(self, index, range)
            if let settled = settled(index, scope, range) { return settled }
            let (said, isFinal) = hint(index, scope, range, found)
            if isFinal { return said }
            found = said
        }
        return found
    }

    /// What stands before a word and turns what it says.
    private struct Scope {
        var head: Range<Int>
        var isNegated: Bool
        var isOver: Bool
        var isNo: Bool

        init(_ words: Words, _ index: Int, _ range: Range<Int>) {
            head = max(range.lowerBound, index - 4)..<index
            isNegated =
                words.has(Words.negators, in: head)
                || ["stops", "stopped", "stop", "quits", "quit"].contains(words[index - 1])
                || words.hasAny(["fails to", "failed to", "fail to"], in: head)
            isOver =
                words.has(phrase: "no longer", in: head) || words.has(phrase: "no more", in: head)
                || words.has(phrase: "any more", in: index..<min(index + 3, range.upperBound)) && isNegated
            isNo =
                ["no", "without", "zero"].contains(words[index - 1])
                || ["no", "without", "zero"].contains(words[index - 2]) && index - 2 >= range.lowerBound
        }
    }

    /// What one word settles for its whole part; nil where it settles nothing.
    private func settled(_ index: Int, _ scope: Scope, _ range: Range<Int>) -> Outcome? {
        let word = self[index]
        if scope.isNegated, word == "use" { return .bad }
        if scope.isNegated, Self.changes.contains(word) || word == "changed" { return .unchanged }
        // "What I haven't seen before" is new, and not gone.
        let isNew = word == "seen" && self[index + 1] == "before"
        if Self.shows.contains(word), !isNew, scope.isNegated || scope.isOver,
            has(Self.nouns, in: range) || isOfPronoun(index)
        {
            return .good
        }
        return nil
    }

    /// What one word says, with what was found before; final where nothing behind it counts.
    private func hint(_ index: Int, _ scope: Scope, _ range: Range<Int>, _ found: Outcome?) -> (Outcome?, isFinal: Bool)
    {
        let word = self[index]
        let isTurned = scope.isNegated || scope.isOver
        if ["start", "boot", "work", "run", "appear", "usable", "visible", "succeed"].contains(word), !scope.isNegated,
            has(["makes", "made", "lets", "let"], in: scope.head), !isNoun(index)
        {
            return (found ?? .good, false)
        }
        if Self.goods.contains(word), !isOwnBoot(index) {
            if scope.isNo, word != "longer" { return (found, false) }
            // A verdict of failure weighs more than a word that may belong to something else.
            return isTurned ? (.bad, true) : (found ?? .good, false)
        }
        if word == "stops", ["with", "after", "responding"].contains(self[index + 1]) { return (.bad, false) }
        if Self.bads.contains(word) {
            if isTurned || scope.isNo { return (.good, true) }
            if ["works", "gone", "disappears", "disappeared"].contains(self[index + 1]) { return (.good, true) }
            let isOther = found == .good && index > range.lowerBound && has(["for", "the"], in: scope.head)
            return (isOther ? found : .bad, false)
        }
        guard Self.nouns.contains(word) else { return (found, false) }
        if scope.isNo { return (.good, true) }
        guard has(["get", "see", "shows", "gives", "causes", "produces", "triggers", "throws"], in: scope.head) else {
            return (found, false)
        }
        return isTurned ? (.good, true) : (found ?? .bad, false)
    }

    /// `booted with`: what was done, not what came of it.
    private func isOwnBoot(_ index: Int) -> Bool {
        switch self[index] {
        case "booted", "boot", "boots", "working":
            if self[index] == "working" { return self[index + 1] == "on" }
            if self[index] == "boot", isNoun(index) { return true }
            return [
                "with", "using", "option", "options", "parameter", "parameters", "args", "param", "params", "log",
                "line",
            ].contains(self[index + 1])
                && !["successfully", "can", "to", "finally"].contains(self[index - 1])
        // "I pass swiotlb=force": what is given, not what passes.
        case "pass", "passes", "passed":
            return ["i", "we", "you", "to", "and", "can"].contains(self[index - 1])
                || (1...3).contains { Self.isOption(self[index + $0]) }
        case "work": return self[index + 1] == "around" && ["was", "is", "set"].contains(self[index - 2])
        case "stops": return !isEndOfTrouble(index)
        case "starts", "comes", "loads", "detected", "good", "help", "silent", "gone": return !isAboutResult(index)
        default: return false
        }
    }

    /// "It does not occur with 1 GB".
    private func isOfPronoun(_ index: Int) -> Bool {
        ["occur", "occurs", "happen", "happens", "appear", "appears"].contains(self[index])
            && [-2, -3, -4].contains { ["it", "this", "problem", "that"].contains(self[index + $0]) }
            || ["show", "shows"].contains(self[index]) && ["this", "it", "that"].contains(self[index + 1])
    }

    /// "During boot": when it happens, not that it boots.
    private func isNoun(_ index: Int) -> Bool {
        [
            "on", "at", "during", "early", "the", "first", "every", "each", "next", "this", "my", "a", "after", "cold",
            "warm", "same", "failing", "since", "before", "of", "initial", "secure", "pxe", "uefi", "while", "until",
        ].contains(self[index - 1])
    }

    /// "It stops the faults", "the faults stop": not "the device stops".
    private func isEndOfTrouble(_ index: Int) -> Bool {
        Self.nouns.contains(self[index - 1]) || self[index - 1] == "this"
            || self[index + 1] != "with" && (1...3).contains { Self.nouns.contains(self[index + $0]) }
    }

    /// Words of many meanings count where nothing but a subject stands before them.
    private func isAboutResult(_ index: Int) -> Bool {
        switch self[index] {
        case "comes": self[index + 1] == "up" || self[index + 1] == "back"
        // "The errors are gone", and not "the disk is gone".
        case "gone":
            (1...4).contains {
                Self.nouns.contains(self[index - $0]) || ["it", "this", "hang", "hangs"].contains(self[index - $0])
            }
        case "good":
            self[index + 1] == "" || ["is", "all", "looks"].contains(self[index - 1]) && self[index + 1] != "for"
        case "help": !["please", "any", "for", "thanks", "you"].contains(self[index - 1])
        default: true
        }
    }
}
