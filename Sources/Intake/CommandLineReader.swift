extension Reading {
    /// What stands before a command line, the most telling first.
    private static let markers: [StaticString] = [
        "kernel command line:", "command line:", "grub_cmdline_linux_default=", "grub_cmdline_linux=", "-append ",
        "<cmdline>", "boot_image=", "proc/cmdline:", "kernel parameters:", "kernel options:", "cmdline:", "cmdline=",
        "bootargs=", "kernelparams:",
    ]

    /// - Parameter next: lines behind this one, into which a mail program may have wrapped it.
    mutating func readCommandLine(_ line: Pasted.Line, next: ArraySlice<Pasted.Line>) {
        let text = line.text
        guard continued == 0 else {
            continued -= 1
            return
        }
        let marker = Self.markers.lazy.compactMap { text.find($0) }.first
        let bare = marker == nil && Self.looksLikeCommandLine(text)
        guard let start = marker ?? (bare ? 0 : nil) else { return readWords(line) }
        var options = RoutingOptions()
        // A config's CONFIG_CMDLINE and an empty default say nothing.
        guard !text.starts("config_") else { return }
        take(text.from(start), &options)
        for more in next.prefix(6) {
            guard !more.stamped, Self.continues(more.text) else { break }
            take(more.text, &options)
            continued += 1
        }
        let told = options.told.isEmpty ? "no option that decides routing" : options.told
        if note("command line", told, line) { commandLines.append(line.noted(options)) }
    }

    private func take(_ text: ReportText, _ options: inout RoutingOptions) {
        for (_, word) in text.words {
            if word.elementsEqual("--".utf8) { break }
            options.take(ReportText(Array(word)))
            // GRUB_CMDLINE_LINUX="iommu=pt …": the name is glued to the first option.
            if let quote = word.firstIndex(of: UInt8(ascii: "\"")), quote != word.startIndex {
                options.take(ReportText(Array(word[word.index(after: quote)...])))
            }
        }
    }

    /// A line of /proc/cmdline with nothing before it: more than two words, and most of them options.
    private static func looksLikeCommandLine(_ text: ReportText) -> Bool {
        let words = text.words.map { ReportText(Array($0.bytes)) }
        guard words.count >= 3 else { return false }
        let options = words.count { isOption($0) }
        return words.contains { $0.starts("root=") || $0.starts("boot_image=") || $0.starts("initrd=") }
            && options * 2 > words.count
    }

    private static let flags: [StaticString] = ["ro", "rw", "quiet", "splash", "nomodeset", "debug", "nosplash", "\\"]

    private static func isOption(_ word: ReportText) -> Bool {
        if flags.contains(where: { word.count == $0.utf8CodeUnitCount && word.starts($0) }) { return true }
        guard let equals = word.find("="), equals > 0 else { return false }
        return word.bytes[..<equals].allSatisfy { ReportText.isName($0) || ".-".utf8.contains($0) }
    }

    private static func continues(_ text: ReportText) -> Bool {
        let words = text.words.map { ReportText(Array($0.bytes)) }
        return !words.isEmpty && words.allSatisfy { isOption($0) }
    }

    /// Options in a sentence: tried, or named as what was booted with.
    private mutating func readWords(_ line: Pasted.Line) {
        let text = line.text
        guard text.has("="), text.hasAny(["iommu", "swiotlb=", "mem_encrypt=", "coherent_pool="]) else { return }
        var named = RoutingOptions()
        for (start, word) in text.words {
            var one = RoutingOptions()
            one.take(ReportText(Array(word)))
            guard !one.isEmpty else { continue }
            if let trial = Trial.read(text, at: start) {
                if note(
                    "tried", (trial.added ? "with " : "without ") + one.told + (trial.helps ? ": helps" : ": no help"),
                    line)
                {
                    remedies.append(
                        line.noted(Remedy(option: one.told, added: trial.added, helps: trial.helps)))
                }
            } else if !Trial.isAdvice(text, at: start) {
                named.take(ReportText(Array(word)))
            }
        }
        if !named.isEmpty, note("options named", named.told, line) { wordedOptions.append(line.noted(named)) }
    }
}

/// Whether a sentence says that an option was tried, and what came of it.
struct Trial {
    var added: Bool
    var helps: Bool

    private static let without: [StaticString] = [
        "without", "removing", "remove", "dropping", "drop ", "removed", "disabling", "minus", "no more",
    ]
    private static let vain: [StaticString] = [
        "does not help", "doesn't help", "did not help", "didn't help", "no help", "no difference", "no change",
        "same result", "same error", "still fails", "still broken", "still the same", "does not change",
        "doesn't change", "makes no", "no effect", "does not work", "doesn't work", "not work",
    ]
    private static let good: [StaticString] = [
        "works", "worked", "boots again", "boots fine", "boots ok", "helps", "fixes", "fixed", "goes away", "gone",
        "is fine", "no longer", "workaround", "work around", "solves", "solved", "no problem", "no error", "no issue",
        "can boot", "boots", "does not happen", "doesn't happen", "disappears", "ok with", "fine with",
    ]
    private static let tried: [StaticString] = [
        "tried", "trying", "also with", "raising", "raised", "increasing", "increased", "bumping",
    ]

    private static let advice: [StaticString] = [
        "try ", "please", "could you", "can you", "you can", "you could", "perhaps", "maybe", "what about", "how about",
        "recommend", "suggest", "what if", "does booting", "if you boot", "should i", "would",
    ]

    /// Whether somebody is told to try the option, and nobody says that it was done.
    static func isAdvice(_ text: ReportText, at option: Int) -> Bool {
        let head = ReportText(Array(text.bytes[clause(of: text, at: option).lowerBound..<option]))
        return advice.contains { head.has($0) }
    }

    static func read(_ text: ReportText, at option: Int) -> Trial? {
        let clause = clause(of: text, at: option)
        let start = max(clause.lowerBound, option - 40)
        let head = ReportText(Array(text.bytes[start..<option]))
        let added = !without.contains { head.has($0) }
        let own = read(ReportText(Array(text.bytes[clause])), added, head)
        // "With this option, it works": the next clause has the verdict.
        return own ?? read(ReportText(Array(text.bytes[clause.lowerBound...])), added, head)
    }

    /// Between the marks that part a sentence.
    private static func clause(of text: ReportText, at option: Int) -> Range<Int> {
        let marks: [StaticString] = [", ", ". ", "; ", " but "]
        var start = 0
        for mark in marks {
            var from = 0
            while let index = text.after(mark, from: from), index <= option {
                start = max(start, index)
                from = index
            }
        }
        let end = marks.compactMap { text.find($0, from: option) }.min() ?? text.count
        return start..<max(start, end)
    }

    private static func read(_ text: ReportText, _ added: Bool, _ head: ReportText) -> Trial? {
        if ["was set", "is set", "have set", "i set", "were set"].contains(where: { text.has($0) }) { return nil }
        if vain.contains(where: { text.has($0) }) { return Trial(added: added, helps: false) }
        let does = text.hasAny(good)
        if does, !text.hasAny(["no longer boot", "no longer come", "not boot", "no longer work"]) || !added {
            return Trial(added: added, helps: true)
        }
        return tried.contains { head.has($0) } ? Trial(added: added, helps: false) : nil
    }
}
