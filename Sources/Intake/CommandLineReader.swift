extension Reading {
    /// What stands before a command line, the most telling first.
    private static let markers: [StaticString] = [
        "kernel command line:", "command line:", "grub_cmdline_linux_default=", "grub_cmdline_linux=", "-append ",
        "<cmdline>", "boot_image=", "proc/cmdline:", "kernel parameters:", "kernel options:", "cmdline:", "cmdline=",
        "bootargs=", "kernelparams:",
    ]

    /// - Parameters:
    ///   - next: lines behind this one, into which a mail program may have wrapped it.
    ///   - proposed: what is said of it where somebody tells what to set.
    ///   - isHeaded: whether a heading says that it is the kernel's command line.
    /// - Returns: how many lines it took; 0 where the line holds no command line.
    mutating func readCommandLine(
        _ line: Pasted.Line, next: ArraySlice<Pasted.Line>, proposed: Claim.Polarity? = nil, isHeaded: Bool = false
    ) -> Int {
        let text = line.text
        // A config's CONFIG_CMDLINE and an empty default say nothing.
        // A hypervisor's own command line holds none of the kernel's options.
        guard !text.starts("config_"), !text.starts("(xen)"),
            text.has("=") || text.has("cmdline") || text.has("command line")
        else {
            return 0
        }
        let marker = Self.markers.lazy.compactMap { text.find($0) }.first
        let bare = marker == nil && (isHeaded || Self.looksLikeCommandLine(text))
        guard let start = marker ?? (bare ? 0 : nil) else { return 0 }
        if start > 0, !line.stamped, Self.isTold(text.upTo(start)) { return 0 }
        var options = RoutingOptions()
        var taken = 1
        for word in CommandLineWords.split(text.from(start)) { options.take(word) }
        for more in next.prefix(6) {
            guard !more.stamped, Self.continues(more.text) else { break }
            for word in CommandLineWords.split(more.text) { options.take(word) }
            taken += 1
        }
        if let proposed, !options.isEmpty {
            let claim = Claim(option: options.told, isRemoval: false, polarity: proposed)
            self.claim(claim, line)
            return taken
        }
        let told = options.told.isEmpty ? "no option that decides routing" : options.told
        if note("command line", told, line) { commandLines.append(line.noted(options)) }
        for word in options.unread where note("option", "\(word), which no policy here knows (a patch)", line) {
            unknownOptions.append(line.noted(word))
        }
        return taken
    }

    /// Whether what stands before a command line makes it a part of a sentence about what was tried.
    private static func isTold(_ head: ReportText) -> Bool {
        let words = Words(head)
        return words.has(
            [
                "adding", "added", "add", "put", "putting", "setting", "set", "use", "try", "tried", "need", "needs",
                "fixes",
                "fixed", "works", "workaround", "solved", "working", "should", "appending", "append", "works:",
            ], in: words.all)
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

    static func isOption(_ word: ReportText) -> Bool {
        if flags.contains(where: { word.count == $0.utf8CodeUnitCount && word.starts($0) }) { return true }
        guard let equals = word.find("="), equals > 0 else { return false }
        return word.bytes[..<equals].allSatisfy { ReportText.isName($0) || ".-".utf8.contains($0) }
    }

    private static func continues(_ text: ReportText) -> Bool {
        let words = text.words.map { ReportText(Array($0.bytes)) }
        return !words.isEmpty && words.allSatisfy { isOption($0) }
    }
}
