extension Words {
    private static let taking: Set<String> = [
        "without", "no", "not", "removing", "remove", "removed", "dropping", "drop", "dropped", "disabling", "disable",
        "minus", "unsetting", "omitting", "deleting", "w/o", "omit", "omitted", "disabled", "lacking",
    ]
    private static let hearsay = [
        "others", "people", "someone", "somebody", "users", "told to", "told me", "advised", "suggest", "suggests",
        "suggested", "recommend", "recommends", "recommended", "please", "perhaps", "maybe", "could you", "can you",
        "would", "might", "should i", "what about", "how about", "you can", "you could", "you should", "you may",
        "what if", "if you", "forum", "wiki", "documentation", "heard", "read that", "some say", "consider", "should",
        "possibly", "other threads", "i saw", "i found", "does booting", "try", "could", "may", "wonder", "like to",
        "want to", "planning", "a guy", "reddit", "apparently", "supposedly", "reportedly", "allegedly", "will try",
        "going to", "next", "haven't", "not tried", "yet to", "they need", "they use", "they have", "they must",
    ]
    private static let tried: Set<String> = [
        "tried", "trying", "raising", "raised", "increasing", "increased", "bumping", "adding", "added", "also", "even",
        "both", "either", "neither", "nor", "regardless", "too", "still", "tested", "attempted", "setting",
    ]
    private static let needs = [
        "need", "needs", "needed", "require", "requires", "required", "must", "have to", "had to", "has to",
        "necessary",
        "only solution", "only way", "only workaround", "only fix", "only thing", "only option", "only works with",
        "only boots with", "only with", "forced to", "works only", "boots only", "thanks to",
    ]
    private static let inForce = [
        "booted with", "booting with", "running with", "run with", "is set", "was set", "were set",
        "have set", "i set", "are set", "i use", "we use", "i have", "we have", "i am using", "i'm using",
        "cmdline", "command line", "started with", "enabled", "boots with",
        "currently", "kernel args", "cmdline is", "configured", "passed", "i pass", "we pass", "i run", "we run",
        "default is",
        "log", "booted using", "my", "our", "in grub", "in the bootloader", "in my grub",
        "in /etc/default/grub",
    ]

    /// What is said of the option at a place; what may mean something else is unknown.
    func polarity(at option: Int) -> (Claim.Polarity, isRemoval: Bool) {
        let (said, isRemoval) = polarityAtItsWord(option)
        let clause = clause(at: option)
        switch said {
        // "I think that it does not affect …" tells of no boot.
        case .noHelp where isOpinion(clause): return (.unknown, false)
        case .inForce where verdict(in: clause) == .good && !isTaken(option, clause) && !isUnless(option, clause):
            return (isWellSince(clause) ? .helps : .unknown, false)
        default: return (said, isRemoval)
        }
    }

    private func polarityAtItsWord(_ option: Int) -> (Claim.Polarity, isRemoval: Bool) {
        if isForeign { return (.unknown, false) }
        let clause = clause(at: option)
        let own = verdict(in: clause)
        let taken = isTaken(option, clause)
        if !taken, isPlainCure(option, clause) { return (.helps, false) }
        if !taken, isPlainTrouble(option, clause) { return (.inForce, false) }
        if isUnless(option, clause) { return unless(clause) }
        if isOnlyWay(option), !taken { return (.helps, false) }
        if isHearsay(clause, own) { return (.unknown, false) }
        if taken { return removal(own ?? neighbour(clause) ?? likewise(clause)) }
        if hasAny(["was set", "is set", "were set", "has set", "have set", "i set"], in: clause), own != .unchanged {
            return (.inForce, false)
        }
        if isLabelled(option, clause), own == nil { return (.inForce, false) }
        if own == .unchanged { return (.noHelp, false) }
        if hasAny(Self.needs, in: clause) {
            if !isNeedDenied(clause) || own == .bad { return (.helps, false) }
            if own == nil { return (.unknown, false) }
        }
        if isBeginning(option, clause), own != .good { return (.inForce, false) }
        return addition(own, clause, option)
    }

    /// Whether somebody else says it, or nobody has tried it.
    func isHearsay(_ clause: Range<Int>, _ own: Outcome?) -> Bool {
        hasAny(Self.hearsay, in: clause) && !isOwnExperience(clause, own)
    }

    /// "It is not needed", "no need for it": what is denied is the need, and not what the need is for.
    private func isNeedDenied(_ clause: Range<Int>) -> Bool {
        clause.contains { index in
            guard
                ["need", "needs", "needed", "require", "requires", "required", "must", "necessary"].contains(
                    self[index])
            else { return false }
            return (1...3).contains { step in
                index - step >= clause.lowerBound
                    && ["no", "not", "don't", "doesn't", "isn't", "didn't", "never"].contains(self[index - step])
            }
        }
    }

    /// "The only solution, it seems, is to boot with it": said before the clause that holds the option.
    private func isOnlyWay(_ option: Int) -> Bool {
        hasAny(
            [
                "only solution", "only way", "only workaround", "only fix", "only thing", "only option",
                "solution is", "workaround is", "fix is", "remedy is",
            ], in: max(0, option - 24)..<option)
    }

    /// "It began after I added it": what is wrong has it.
    private func isBeginning(_ option: Int, _ clause: Range<Int>) -> Bool {
        let head = clause.lowerBound..<option
        return has(["after", "since"], in: head)
            && has(["added", "adding", "set", "setting", "enabling", "enabled", "put"], in: head)
    }

    private static let labelWords: Set<String> = [
        "kernel", "linux", "cmdline", "options", "option", "parameters", "parameter", "boot", "args", "config", "line",
        "grub",
        "params", "flags", "set",
    ]

    /// Whether nothing but options stands there, and no label that says something else of them.
    private func isBare(_ clause: Range<Int>) -> Bool {
        let isBare = clause.allSatisfy {
            Self.isOption(self[$0]) || ["and", "plus"].contains(self[$0]) || isKernel($0)
        }
        guard isBare else { return false }
        let last = clause.lowerBound - 1
        guard isLabel(last) else { return true }
        // The words right before the colon say what it is a label of.
        return [self[last], self[last - 1]].contains {
            Self.labelWords.contains($0) || $0.first?.isNumber == true && $0 == self[last]
        }
    }

    /// `Boot option: iommu=off (needed for …)`: the label says that it is set, whatever it is set for.
    private func isLabelled(_ option: Int, _ clause: Range<Int>) -> Bool {
        clause.lowerBound == option && isLabel(option - 1) && Self.labelWords.contains(self[option - 1])
    }

    /// `linux 5.10.0`: what it is said of.
    private func isKernel(_ index: Int) -> Bool {
        let word = self[index]
        return ["kernel", "linux", "ubuntu", "debian", "fedora", "arch"].contains(word) || word.first?.isNumber == true
    }

    private func addition(_ own: Outcome?, _ clause: Range<Int>, _ option: Int) -> (Claim.Polarity, isRemoval: Bool) {
        let isTried = has(Self.tried, in: clause)
        let said = own ?? (isStatedAsFact(clause) ? nil : neighbour(clause))
        // "All is well, iommu=pt" may tell of what is, or of what helps.
        if own == nil, case .good? = said, isBare(clause), !isLabel(clause.lowerBound - 1), clause.lowerBound > 0,
            next(after: clause).flatMap({ verdict(in: $0) }) == nil
        {
            return (.unknown, false)
        }
        switch said {
        case .good?: return (.helps, false)
        case .unchanged?: return (.noHelp, false)
        case .bad?:
            let breaks = has(["breaks", "broke", "break", "introduced", "causes"], in: clause)
            let follows = next(after: clause).map { has(["still", "too", "same", "also"], in: $0) } ?? false
            return (isTried && !breaks || follows && own == nil ? .noHelp : .inForce, false)
        case nil: break
        }
        if has(
            ["tried", "trying", "raising", "raised", "increasing", "increased", "bumping", "same", "also"], in: clause)
        {
            return (.noHelp, false)
        }
        if hasAny(Self.inForce, in: clause) || isBare(clause) || self[option + 1] == "set" {
            return (.inForce, false)
        }
        return (.unknown, false)
    }

    private func removal(_ outcome: Outcome?) -> (Claim.Polarity, isRemoval: Bool) {
        switch outcome {
        case .good?: (.helps, true)
        case .bad?: (.helps, false)
        case .unchanged?: (.noHelp, true)
        case nil: (.absent, false)
        }
    }

    /// "Fails unless it is given" and "works unless it is given".
    private func unless(_ clause: Range<Int>) -> (Claim.Polarity, isRemoval: Bool) {
        let outcome = verdict(in: clause) ?? before(clause).flatMap { verdict(in: $0) } ?? neighbour(clause)
        switch outcome {
        case .bad?: return (.helps, false)
        case .good?: return (.inForce, false)
        default: return (.unknown, false)
        }
    }

    private func isUnless(_ option: Int, _ clause: Range<Int>) -> Bool {
        has(["unless", "until"], in: clause.lowerBound..<option)
    }

    /// Whether it is said to be taken away: the word stands before it, and only options and small words between.
    private func isTaken(_ option: Int, _ clause: Range<Int>) -> Bool {
        var index = option - 1
        while index >= max(clause.lowerBound, option - 6) {
            if Self.taking.contains(self[index]) { return self[index] != "not" || self[index - 1] != "does" }
            guard
                Self.isOption(self[index])
                    || [
                        "the", "and", "or", "using", "adding", "option", "kernel", "parameter", "my", "setting", "of",
                        "passing", "any", "set", "use", "add", "pass", "give", "have", "with",
                    ].contains(self[index])
            else { return false }
            if self[index] == "and", Self.isOption(self[index - 1]), !has(Self.taking, in: clause.lowerBound..<index) {
                return false
            }
            index -= 1
        }
        return false
    }

    private func isOwnExperience(_ clause: Range<Int>, _ own: Outcome?) -> Bool {
        own != nil && (own == .unchanged || has(["i", "we", "me", "my", "it", "this", "here", "that"], in: clause))
            && !hasAny(
                [
                    "told to", "would", "might", "should", "could", "try", "others", "people", "maybe", "perhaps",
                    "said",
                    "says", "you'd", "guy", "reddit", "apparently", "supposedly", "reportedly", "allegedly", "haven't",
                ],
                in: clause)
    }

    /// A clause that tells of a configuration is no part of the verdict beside it.
    private func isStatedAsFact(_ clause: Range<Int>) -> Bool {
        hasAny(["booted with", "running with", "i use", "i have", "cmdline", "currently"], in: clause)
    }

    /// The verdict of the clause behind, else of the one before, where no option has a claim of its own there.
    private func neighbour(_ clause: Range<Int>) -> Outcome? {
        var behind = next(after: clause)
        while let range = behind {
            if let outcome = verdict(in: range), !hasOption(range) { return outcome }
            guard hasOnlyOptions(range) else { break }
            behind = next(after: range)
        }
        guard let before = before(clause), !hasOption(before) else { return nil }
        return verdict(in: before)
    }

    /// "Without one it works; without the other too."
    private func likewise(_ clause: Range<Int>) -> Outcome? {
        guard has(["too", "also", "likewise"], in: clause), let before = before(clause) else { return nil }
        return verdict(in: before)
    }

    private func hasOption(_ range: Range<Int>) -> Bool { range.contains { Self.isOption(self[$0]) } }
    private func hasOnlyOptions(_ range: Range<Int>) -> Bool { range.allSatisfy { Self.isOption(self[$0]) } }

    static func isOption(_ word: String) -> Bool { RoutingOptions.claimed(word) != nil }
}

extension RoutingOptions {
    /// The option that a word of prose names; nil where it names none.
    static func claimed(_ word: String) -> String? {
        var options = RoutingOptions()
        // People write `Intel-iommu=OFF`.
        let named = ["intel", "amd"].first { word.hasPrefix($0 + "-iommu=") }
        options.take(ReportText(named.map { $0 + "_" + word.dropFirst($0.utf8.count + 1) } ?? word))
        return options.isEmpty ? nil : options.told
    }
}
