/// The text behind a command's abstract: paragraphs, then sections whose lines stand as they are.
///
/// A section begins with a line of capitals alone, such as `EXAMPLES`.
struct Discussion {
    private(set) var paragraphs: [String] = []
    private var titled: [(title: String, lines: [Substring])] = []

    init(_ text: String) {
        for block in text.split(separator: "\n\n") {
            let lines = block.split(separator: "\n", omittingEmptySubsequences: true)
            if let first = lines.first, Self.isTitle(first) {
                titled.append((String(first), Array(lines.dropFirst())))
            } else {
                paragraphs.append(lines.joined(separator: " "))
            }
        }
    }

    private static func isTitle(_ line: Substring) -> Bool {
        line.allSatisfy { $0 == " " || ("A"..."Z").contains($0) } && !line.isEmpty
    }

    /// - Parameter macro: `.Sh` for sections of the page, `.Ss` for those below one.
    func sections(at macro: String) -> [String] {
        titled.flatMap { ["\(macro) \($0.title)"] + Self.display($0.lines) }
    }

    /// The sections' lines without titles.
    var literal: [String] { titled.flatMap { Self.display($0.lines) } }

    private static func display(_ lines: [Substring]) -> [String] {
        let margin = lines.map { $0.prefix { $0 == " " }.count }.min() ?? 0
        return [".Bd -literal -offset indent"] + lines.map { Roff.escaped($0.dropFirst(margin)) } + [".Ed"]
    }
}
