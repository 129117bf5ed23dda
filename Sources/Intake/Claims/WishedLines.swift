/// Lines that say what should happen, and not what does: below a heading such as "Expected behaviour".
enum WishedLines {
    static func of(_ lines: [Pasted.Line]) -> Set<Int> {
        var found: Set<Int> = []
        var isBelow = false
        for index in lines.indices {
            let line = lines[index]
            if isHead(line) {
                isBelow = line.text.has("expected") && !line.text.has("actual")
            } else if isBelow, !line.isMachineText {
                found.insert(index)
            }
        }
        return found
    }

    private static func isHead(_ line: Pasted.Line) -> Bool {
        let text = line.text
        guard !line.isMachineText, text.count < 60 else { return false }
        return text[0] == UInt8(ascii: "#") || text.starts("**") || text.bytes.last == UInt8(ascii: ":")
            || text.starts("expected ") || text.starts("actual ")
    }
}
