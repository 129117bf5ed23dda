extension Words {
    /// What of all this a sentence names first of each kind, and by which words.
    var circumstances: [(circumstance: Circumstance, at: Range<Int>)] {
        Circumstance.all.compactMap { circumstance in
            let found = circumstance.phrases.compactMap { place(of: $0, circumstance.subject) }
            return found.min { $0.lowerBound < $1.lowerBound }.map { (circumstance, $0) }
        }
    }

    /// Where a phrase stands, and what stands behind does not make something else of it.
    private func place(of phrase: [String], _ subject: Claim.Subject) -> Range<Int>? {
        let starts = all.lazy.filter { start in phrase.indices.allSatisfy { self[start + $0] == phrase[$0] } }
        return starts.map { $0..<($0 + phrase.count) }.first { range in
            let behind = (0..<3).map { self[range.upperBound + $0] }
            // "With the IOMMU disabled", and "without IOMMU errors".
            if subject == .iommu(on: true) {
                // "The problem with the IOMMU": what is wrong, and no condition under which something came of it.
                return !Self.nouns.contains(self[range.lowerBound - 1])
                    && !behind.contains { ["off", "disabled", "not", "switched", "inactive"].contains($0) }
                    && !["passthrough", "pass-through", "translation", "group", "groups"].contains(behind[0])
            }
            return subject != .iommu(on: false)
                || !["error", "errors", "message", "messages", "fault", "faults", "problem", "group", "groups"]
                    .contains(
                        behind[0])
        }
    }

    /// What is said of something other than an option.
    func polarity(ofCircumstance at: Range<Int>, _ subject: Claim.Subject) -> Claim.Polarity {
        let clause = clause(at: at.lowerBound)
        let own = verdict(in: clause)
        // "I have it enabled" tells of what is, and nothing of what came of it.
        if case .iommu(on: true) = subject, isPossession(at.lowerBound) { return .inForce }
        // "It is enabled and working": what works is the IOMMU itself.
        if case .iommu(on: true) = subject, self[at.upperBound] == "and",
            ["working", "works", "active", "functional", "running", "detected"].contains(self[at.upperBound + 1])
        {
            return .inForce
        }
        // "I already increased it", and the trouble is there.
        if subject == .largerPool || subject == .atomicPool, has(["already"], in: clause),
            !has(["works", "helps", "helped", "fixed", "fixes", "gone", "fine", "solved"], in: clause)
        {
            return .noHelp
        }
        guard !isForeign, !isHearsay(clause, own), !isOpinion(clause),
            !clause.contains(where: { Self.isOption(self[$0]) })
        else { return .unknown }
        // "It is off because otherwise it fails."
        let isTurned =
            own == .bad && has(["otherwise", "else"], in: clause)
            || has(["unless", "until", "before"], in: clause.lowerBound..<at.lowerBound) && own != nil
        switch own ?? outcome(behind: clause) {
        case .good?: return isTurned ? .inForce : .helps
        // What was tried and failed as well is no part of what is wrong.
        case .bad? where subject == .largerPool || subject == .atomicPool:
            return isTurned ? .helps : isEnlarged(clause) ? .noHelp : .unknown
        case .bad?: return isTurned ? .helps : .inForce
        case .unchanged?: return .noHelp
        case nil: return .unknown
        }
    }

    /// Whether what is spoken of is the object of what the reporter has.
    private func isPossession(_ at: Int) -> Bool {
        let clause = clause(at: at)
        return (clause.lowerBound..<at).contains { ["i", "we"].contains(self[$0]) }
            && (clause.lowerBound..<at).contains { ["have", "had"].contains(self[$0]) }
            && verdict(in: clause) == nil
            && !has(["if", "when", "with", "once", "unless", "only"], in: clause)
    }

    /// Whether somebody made the pool larger, and not smaller.
    private func isEnlarged(_ clause: Range<Int>) -> Bool {
        has(
            [
                "increasing", "increased", "raising", "raised", "larger", "bigger", "enlarging", "enlarged", "tried",
                "doubling", "doubled", "changing",
            ], in: clause)
            && !has(
                ["reduced", "reducing", "reduces", "reduce", "smaller", "shrunk", "lowered", "decreased"], in: clause)
    }

    /// "I think that it is good for performance."
    func isOpinion(_ clause: Range<Int>) -> Bool {
        has(["think", "thiink", "believe", "assume", "guess", "performance", "suspect"], in: clause)
            || hasAny(["good for", "you'd like"], in: clause)
    }

    /// "When it is off, it works": the verdict of one of the next clauses, and what takes it back.
    private func outcome(behind clause: Range<Int>) -> Outcome? {
        var range = next(after: clause)
        var found: Outcome?
        for _ in 0..<4 {
            guard let clause = range, !clause.contains(where: { Self.isOption(self[$0]) }) else { break }
            if found == .good, ["but", "however", "yet"].contains(self[clause.lowerBound]) {
                return has(["not", "never", "nothing", "fails", "hangs"], in: clause) ? .bad : nil
            }
            found = found ?? verdict(in: clause)
            range = next(after: clause)
        }
        return found
    }

    /// "Disable the IOMMU for …": a title that proposes a change.
    var isProposal: Bool {
        // What stands before a colon is the part that is changed.
        let first = all.last { isLabel($0) }.map { $0 + 1 } ?? 0
        let changes = [
            "disable", "enable", "use", "set", "add", "increase", "increases", "enlarge", "force", "switch", "turn",
            "raise", "disables", "sets", "adds",
        ]
        return first < 4 && (changes.contains(self[first]) || self[first] == "fix" && self[first + 1] == "to")
    }
}

extension Reading {
    /// Notes what a sentence says of circumstances; only what it says something of is a claim.
    /// - Parameter next: the line behind it.
    mutating func readCircumstances(_ sentence: Sentence, _ line: Pasted.Line, next: Pasted.Line?) {
        for (circumstance, at) in sentence.words.circumstances where sentence.own.overlaps(at) {
            if circumstance.subject == .atomicPool { namesAtomicPool = true }
            guard !sentence.isQuestion, !sentence.isRow else { continue }
            var polarity = sentence.words.polarity(ofCircumstance: at, circumstance.subject)
            if polarity == .unknown, isMended(sentence, next) { polarity = .helps }
            guard polarity != .unknown, !contradicts(circumstance.subject, polarity) else { continue }
            let claim = Claim(
                option: circumstance.name, isRemoval: false, polarity: polarity, subject: circumstance.subject)
            self.claim(claim, line)
            settleUnread(line)
        }
    }

    /// "Increase it. Fixes the errors."
    private func isMended(_ sentence: Sentence, _ next: Pasted.Line?) -> Bool {
        guard sentence.words.isProposal, !sentence.words.isForeign else { return false }
        guard let next, !next.isMachineText else { return false }
        return ["fixes", "solves", "resolves", "mends"].contains(Words(next.text)[0])
    }

    /// Of two sentences that say the opposite the first stands.
    private func contradicts(_ subject: Claim.Subject, _ polarity: Claim.Polarity) -> Bool {
        claims.contains { $0.value.subject == subject && $0.value.polarity != polarity }
    }
}
