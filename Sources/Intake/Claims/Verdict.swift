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
        "mends", "silent",
    ]
    private static let bads: Set<String> = [
        "fail", "fails", "failed", "failing", "failure", "broken", "breaks", "broke", "break", "hang", "hangs", "hung",
        "crash", "crashes", "crashed", "panic", "panics", "stuck", "freezes", "freeze", "dies", "bad", "unusable",
        "unbootable", "dead", "corrupts", "corruption", "oops", "stall", "stalls", "timeouts", "timeout",
    ]
    private static let nouns: Set<String> = [
        "error", "errors", "problem", "problems", "issue", "issues", "fault", "faults", "warning", "warnings",
        "message", "messages", "overflow", "overflows", "bug", "trouble", "symptom", "symptoms", "splat",
    ]
    private static let shows: Set<String> = [
        "appear", "appears", "appeared", "occur", "occurs", "happen", "happens", "show", "shows", "see", "seen", "come",
    ]
    private static let negators: Set<String> = [
        "not", "never", "cannot", "can't", "won't", "doesn't", "didn't", "don't", "isn't", "wasn't", "couldn't", "dont",
        "doesnt", "didnt", "cant", "wont", "nothing", "neither", "unable", "refuses", "hardly", "aren't", "wouldn't",
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
        if ["not", "didn't", "doesn't"].contains(self[range.upperBound - 1]), range.count > 1 { return .unchanged }
        var found: Outcome?
        for index in range {
            let word = self[index]
            let head = max(range.lowerBound, index - 4)..<index
            let isNegated =
                has(Self.negators, in: head) || ["stops", "stopped", "stop", "quits", "quit"].contains(self[index - 1])
                || hasAny(["fails to", "failed to", "fail to"], in: head.lowerBound..<index)
            let isOver =
                has(phrase: "no longer", in: head) || has(phrase: "no more", in: head)
                || has(phrase: "any more", in: index..<min(index + 3, range.upperBound)) && isNegated
            let isNo =
                ["no", "without", "zero"].contains(self[index - 1])
                || ["no", "without", "zero"].contains(self[index - 2]) && index - 2 >= range.lowerBound
            if isNegated, word == "use" { return .bad }
            if isNegated, Self.changes.contains(word) || word == "changed" { return .unchanged }
            if Self.shows.contains(word), isNegated || isOver, has(Self.nouns, in: range) { return .good }
            if Self.goods.contains(word), !isOwnBoot(index) {
                let said: Outcome = isNegated || isOver ? .bad : .good
                if isNo, word != "longer" { continue }
                // A verdict of failure weighs more than a word that may belong to something else.
                if found == nil || said == .bad { found = said }
                if said == .bad { return .bad }
            } else if word == "stops", ["with", "after", "responding"].contains(self[index + 1]) {
                found = .bad
            } else if Self.bads.contains(word) {
                if isOver || isNegated { return .good }
                if isNo { return .good }
                if ["works", "gone", "disappears", "disappeared"].contains(self[index + 1]) { return .good }
                found = found == .good && index > range.lowerBound && has(["for", "the"], in: head) ? found : .bad
            } else if Self.nouns.contains(word), isNo {
                return .good
            } else if Self.nouns.contains(word),
                has(["get", "see", "shows", "gives", "causes", "produces", "triggers", "throws"], in: head)
            {
                if isNegated || isOver { return .good }
                found = found ?? .bad
            }
        }
        return found
    }

    /// `booted with`: what was done, not what came of it.
    private func isOwnBoot(_ index: Int) -> Bool {
        switch self[index] {
        case "booted", "boot", "working":
            if self[index] == "working" { return self[index + 1] == "on" }
            return [
                "with", "using", "option", "options", "parameter", "parameters", "args", "param", "params", "log",
                "line",
            ].contains(self[index + 1])
                && !["successfully", "can", "to", "finally"].contains(self[index - 1])
        case "work": return self[index + 1] == "around" && ["was", "is", "set"].contains(self[index - 2])
        case "stops": return !isEndOfTrouble(index)
        case "starts", "comes", "loads", "detected", "good", "help", "silent": return !isAboutResult(index)
        default: return false
        }
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
        case "good": self[index + 1] == "" || ["is", "all", "looks"].contains(self[index - 1])
        case "help": !["please", "any", "for", "thanks", "you"].contains(self[index - 1])
        default: true
        }
    }
}
