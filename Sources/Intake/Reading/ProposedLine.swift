/// A boot loader's line that is told as what to set, by the prose before it or the command behind it: it is no command
/// line of the boot that fails.
enum ProposedLine {
    private static let files: [StaticString] = ["grub_cmdline_linux", "kernelparams:", "bootargs="]
    private static let fixes = [
        "we can", "you can", "can adjust", "can be", "to fix", "fixed by", "fixes", "fixed", "solution", "workaround",
        "solved", "solved by", "works with", "works well", "needed to", "had to", "resolved", "the fix",
    ]
    private static let tools: [StaticString] = [
        "grub2-mkconfig", "grub-mkconfig", "update-grub", "proxmox-boot-tool refresh", "update-bootloader",
    ]

    /// What is said of the line at a position; nil where nothing says that it is proposed.
    static func polarity(_ index: Int, _ lines: [Pasted.Line]) -> Claim.Polarity? {
        let line = lines[index]
        guard !line.stamped, let mark = files.first(where: { line.text.has($0) }), line.text.skipSpaces(0) < 9,
            line.text.find(mark).map({ $0 < 12 }) == true
        else { return nil }
        let words = lead(index, lines)
        let verdict = words.flatMap { $0.verdict(in: $0.all) }
        if let words, verdict != .bad, words.hasAny(fixes, in: words.all) { return .helps }
        let isApplied = lines[(index + 1)...].prefix(6).contains { more in tools.contains { more.text.has($0) } }
        return isApplied && words?.has(["my", "i", "current", "currently"], in: words?.all ?? 0..<0) != true
            ? .unknown : nil
    }

    /// The nearest sentence of prose before it.
    private static func lead(_ index: Int, _ lines: [Pasted.Line]) -> Words? {
        for more in lines[max(0, index - 5)..<index].reversed() {
            guard !more.text.isEmpty, !more.text.starts("```") else { continue }
            return more.isMachineText ? nil : Words(more.text)
        }
        return nil
    }
}
