extension Reading {
    /// Words of failures that tell of no kind.
    private static let failures: [StaticString] = [
        "failed to dma map", "does not work", "do not work", "don't work", "did not work", "didn't work",
        "doesn't work", "not working",
        "stopped working", "broken", "can't find", "cannot find", "error -12", "error -5", "failed:", "fails when",
        "fails on", "fails after", "but it failed", "it fails", "failing", "failure of", "did not load",
        "not load properly",
        "can't link", "cannot link", "not link up", "acting strange",
    ]

    private static let refusals: [StaticString] = [
        "dma_mapping_error", "mapping error", "mapping failed", "failed to map", "unable to map", "map failed",
        "cannot map", "can't map", "failed to dma map", "dma map error",
    ]
    private static let patches: [StaticString] = [
        "this series", "series applied", "patches applied", "patch applied", "with the series", "with this series",
        "with your series",
        "of the series", "of this series", "of your series", "patch series", "with the patches", "with these patches",
    ]
    /// Parts of a log that fail on many healthy machines, and pages that tell how to report.
    private static let harmless: [StaticString] = [
        "apparmor", "audit:", "acpi bios error", "acpi error", "overlayfs", "systemd[", "firmware bug",
        "gpu hangs can indicate", "crash dump", "crashkernel", "gpu crash", "crash log",
    ]
    /// What makes of a complaint that it is over, or never was.
    private static let denials: [StaticString] = [
        "no hang", "zero hangs", "no crash", "no longer hang", "no longer crash", "no more hang", "no more crash",
        "without hang", "without crash", "never hang", "never crash", "not crash", "not hang", "no timeout",
        "no corruption", "not broken", "no freeze", "crash kernel",
    ]

    mutating func readComplaint(_ line: Pasted.Line) {
        let text = line.text
        if Self.patches.contains(where: { text.has($0) }), note("kernel", "with patches on top", line) {
            patched.append(line.noted(true))
        }
        guard !text.starts("config_"), !Self.harmless.contains(where: { text.has($0) }),
            !Self.denials.contains(where: { text.has($0) }), let (trouble, word) = Self.complaint(in: text)
        else { return }
        if text.hasWord("dma") || text.has("dma_map") || text.has("dma-map"), !text.has("vfio"),
            Self.refusals.contains(where: { text.has($0) })
        {
            if note("complaint", "a DMA mapping failed", line) { refusedMappings.append(line.noted(true)) }
            return
        }
        if note("complaint", word, line) { complaints.append(line.noted(trouble)) }
    }

    private static func complaint(in text: ReportText) -> (ToldTrouble, word: String)? {
        for (trouble, words) in ToldTrouble.words {
            // `IommuDmaMap error`: programs write the name of a call in one word with what it did.
            if let word = words.first(where: { tells(text, $0, within: trouble == .mapping) }) {
                return (trouble, "\(word)")
            }
        }
        if text.hasWord("hang") { return (.hang, "hangs") }
        return failures.first { tells(text, $0) }.map { (.failure, "\($0)") }
    }

    /// Whether a word stands there as one of a sentence: not in the name of an option or of a program, as in
    /// `x.lockup_timeout=2000` and `timeout -k 1 qemu`.
    private static func tells(_ text: ReportText, _ word: StaticString, within: Bool = false) -> Bool {
        var from = 0
        while let at = text.find(word, from: from) {
            let end = at + word.utf8CodeUnitCount
            // "Hanging" stands in "changing", and "error -12" in "error -120".
            let isWithin =
                text[at - 1].map { within ? $0 == UInt8(ascii: "_") : ReportText.isName($0) } == true
                || text[end - 1].map(ReportText.isDigit) == true && text[end].map(ReportText.isDigit) == true
            let isName = isWithin || text[end].map { "_=".utf8.contains($0) } ?? false
            if !isName, !text.starts(" -", at: end) || text.starts(" - ", at: end) { return true }
            from = at + 1
        }
        return false
    }

    /// Whether nothing fails but a program or a guest that does not start.
    var isLaunchAlone: Bool { toldTroubles == [.launch] && routingRemedies.isEmpty && remedies.isEmpty }

    /// What goes wrong by the report's words, each kind once, in the order of lines.
    var toldTroubles: [ToldTrouble] {
        var told: [ToldTrouble] = []
        for complaint in complaints.sorted(by: { ($0.file, $0.line) < ($1.file, $1.line) })
        where !told.contains(complaint.value) {
            told.append(complaint.value)
        }
        // What fails without a kind says nothing beside what has one.
        return told.count > 1 ? told.filter { $0 != .failure } : told
    }
}
