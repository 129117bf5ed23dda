import Printing

/// Text that a guest, a config or a journal may have had a hand in, made fit for formats that live by lines.
enum PlainText {
    /// One line of at most `limit` characters: what breaks lines is a space, what controls or hides text is `·`.
    static func line(_ text: String, limit: Int = 300) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(limit) { result.append(printable(scalar)) }
        if text.unicodeScalars.dropFirst(limit).first != nil { result.append("…") }
        return String(result)
    }

    /// The lines of a text, each made fit.
    static func lines(_ text: String, limit: Int = 1000) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map {
            Printable.uncommanded(line(String($0), limit: limit))
        }
    }

    private static func printable(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        if scalar == "\n" || scalar == "\r" || scalar == "\t" { return " " }
        return Printable.printable(scalar)
    }

    /// The text's beginning that takes at most `bytes` of UTF-8, and how much that leaves out, in bytes.
    static func cut(_ text: String, toBytes bytes: Int) -> (kept: String, lost: Int) {
        guard text.utf8.count > bytes else { return (text, 0) }
        var kept = String.UnicodeScalarView()
        var count = 0
        for scalar in text.unicodeScalars {
            count += UTF8.width(scalar)
            guard count <= bytes else { break }
            kept.append(scalar)
        }
        let result = String(kept)
        return (result, text.utf8.count - result.utf8.count)
    }

    /// The words of a command's parts. A part with a single quote stays one: behind a `\` at a line's end what stands in such
    /// quotes would be another text.
    static func words(_ parts: [String]) -> [String] {
        parts.flatMap { $0.utf8.contains(UInt8(ascii: "'")) ? [$0] : $0.split(separator: " ").map(String.init) }
    }

    /// A command's words in lines for a shell, of at most `width` columns where no word is longer than that.
    static func command(_ words: [String], first: String, width: Int = 72) -> [String] {
        let indent = String(repeating: " ", count: first.count + 4)
        return words.reduce(into: []) { lines, word in
            guard let last = lines.last else { return lines.append(first + word) }
            // Two columns more for the sign that the command goes on.
            if last.unicodeScalars.count + 1 + word.unicodeScalars.count + 2 <= width {
                lines[lines.count - 1] += " " + word
            } else {
                lines[lines.count - 1] += " \\"
                lines.append(indent + word)
            }
        }
    }

    /// Words in lines of at most `width` scalars, each counted as a column; a word that is longer is broken.
    /// - Parameters:
    ///   - first: what the first line begins with.
    ///   - indent: columns of blanks before every other line.
    static func wrapped(_ text: String, first: String = "", indent: Int = 0, width: Int = 72) -> [String] {
        let margin = String(repeating: " ", count: indent).unicodeScalars
        var lines: [String] = []
        var line = first.unicodeScalars
        var isEmpty = true
        for whole in text.unicodeScalars.split(separator: " ") {
            var word = whole
            while !word.isEmpty {
                let room = width - line.count - (isEmpty ? 0 : 1)
                guard isEmpty || word.count <= room else {
                    lines.append(String(line))
                    line = margin
                    isEmpty = true
                    continue
                }
                // At least one, so that even without room this ends.
                let part = word.prefix(max(1, room))
                line.append(contentsOf: (isEmpty ? "" : " ").unicodeScalars)
                line.append(contentsOf: part)
                isEmpty = false
                word = word.dropFirst(part.count)
            }
        }
        return lines + [String(line)]
    }
}

extension UTF8 {
    fileprivate static func width(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case ..<0x80: 1
        case ..<0x800: 2
        case ..<0x10000: 3
        default: 4
        }
    }
}
