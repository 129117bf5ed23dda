/// Lines of a program's source: what they name is what the code is about, and nothing that a machine has or does.
enum SourceLines {
    /// Lines that are looked at, and bytes of one.
    private static let most = 4096
    private static let longest = 400

    /// Positions of the lines of source, alone or within a fence.
    static func of(_ lines: [Pasted.Line]) -> Set<Int> {
        var found: Set<Int> = []
        var fence: Int?
        for index in lines.indices.prefix(most) {
            if lines[index].text.starts("```") {
                if let start = fence {
                    let block = (start + 1)..<index
                    let isSource =
                        block.contains { isStatement(lines[$0]) } && !block.contains { lines[$0].isMachineText }
                    if isSource { found.formUnion(block) }
                    fence = nil
                } else {
                    fence = index
                }
            } else if isStatement(lines[index]) {
                found.insert(index)
            }
        }
        return found
    }

    private static let openings: [StaticString] = [
        "if (", "} else", "else if (", "for (", "while (", "switch (", "static int", "static void", "struct ",
        "#define ", "goto ",
    ]

    /// Whether it is a statement of C, or of a patch of it.
    private static func isStatement(_ line: Pasted.Line) -> Bool {
        var text = line.text
        guard !line.isMachineText, text.count > 2, text.count < longest else { return false }
        if let first = text[0], "+-".utf8.contains(first), !text.starts("- ") {
            text = text.from(text.skipSpaces(1))
        }
        let last = text.bytes.last
        if last == UInt8(ascii: ";") {
            return text.has("(") || text.has(" = ") || text.starts("return") || text.starts("goto ")
        }
        guard last == UInt8(ascii: "{") || last == UInt8(ascii: ")") else { return false }
        return openings.contains { text.starts($0) }
    }
}
