/// Forms of a sentence that say for certain what came of an option.
extension Words {
    private static let others = [
        "others", "people", "someone", "somebody", "told", "says", "said", "reportedly", "apparently", "supposedly",
        "forum", "reddit", "guy", "heard", "read", "would", "might", "should", "may", "could", "maybe", "perhaps",
        "try", "suggest", "suggested", "not", "never", "doesn't", "don't", "only",
    ]
    private static let conditions: Set<String> = ["if", "when", "once", "after"]
    private static let acts: Set<String> = [
        "pass", "add", "set", "use", "give", "put", "enable", "passing", "adding", "setting", "using", "enabling",
    ]
    private static let results: Set<String> = ["works", "boots", "fine", "ok", "okay", "stable"]
    private static let troubles: Set<String> = [
        "it", "this", "error", "errors", "fault", "faults", "message", "messages", "problem", "issue", "warning",
    ]
    private static let shown: Set<String> = ["appear", "appears", "occur", "occurs", "happen", "happens", "return"]

    /// "It works if you pass the option."
    func isPlainCure(_ option: Int, _ clause: Range<Int>) -> Bool {
        guard let condition = condition(of: option, clause), condition > clause.lowerBound else { return false }
        let head = clause.lowerBound..<condition
        return has(Self.results, in: head) && verdict(in: head) == .good && !hasAny(Self.others, in: clause)
    }

    /// "If you add the option, the error will appear."
    func isPlainTrouble(_ option: Int, _ clause: Range<Int>) -> Bool {
        guard let condition = condition(of: option, clause), verdict(in: clause.lowerBound..<condition) == nil,
            !hasAny(Self.others, in: clause), let behind = next(after: clause), !hasAny(Self.others, in: behind)
        else { return false }
        return has(Self.troubles, in: behind) && has(Self.shown, in: behind) && verdict(in: behind) != .good
    }

    /// Where the condition begins that the option is a part of: `if you pass`, `when I use`.
    private func condition(of option: Int, _ clause: Range<Int>) -> Int? {
        let head = max(clause.lowerBound, option - 6)..<option
        guard let act = head.last(where: { Self.acts.contains(self[$0]) }) else { return nil }
        return (max(clause.lowerBound, act - 2)..<act).last { Self.conditions.contains(self[$0]) }
    }

    /// "Stable since", "fine now": that all is well came with what is spoken of.
    func isWellSince(_ clause: Range<Int>) -> Bool {
        has(["since", "now", "anymore"], in: clause) || hasAny(["so far", "any more", "no longer"], in: clause)
    }

    /// "All is well since": a sentence of that alone.
    var isWellSince: Bool {
        all.count < 16 && verdict(in: all) == .good && isWellSince(all) && !all.contains { Self.isOption(self[$0]) }
    }
}
