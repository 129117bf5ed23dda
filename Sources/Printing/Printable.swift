/// The one way by which text that a guest, a file or a user had a hand in reaches a terminal, a log, the output of a CI
/// or a page.
public enum Printable {
    /// One line of ASCII without control characters, at most `limit` characters.
    public static func line(_ text: String, limit: Int = 400) -> String {
        uncommanded(
            String(text.prefix(limit).map { $0.isASCII && ($0.asciiValue ?? 0) >= 32 && $0 != "\u{7f}" ? $0 : "·" }))
    }

    /// The text with its lines and with the colours that this command itself uses; what else could control a terminal,
    /// hide or turn around what stands beside it, or be a command to a CI, is made visible.
    public static func text(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            var result = String.UnicodeScalarView()
            var rest = line.unicodeScalars[...]
            while let scalar = rest.first {
                rest.removeFirst()
                if scalar == "\u{1b}", let colour = colour(rest) {
                    result.append(scalar)
                    result.append(contentsOf: colour)
                    rest = rest.dropFirst(colour.count)
                } else {
                    result.append(scalar == "\t" ? scalar : printable(scalar))
                }
            }
            return uncommanded(String(result))
        }.joined(separator: "\n")
    }

    /// The scalar, or `·` for one that controls, hides or turns around what stands beside it, or is no character.
    public static func printable(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        // The last two of each plane are no characters, and XML forbids two of them.
        guard scalar.value & 0xfffe != 0xfffe else { return "·" }
        return isHidden(scalar) ? "·" : scalar
    }

    /// Whether it controls, hides or turns around what stands beside it.
    public static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: true
        default: false
        }
    }

    /// The text, of which no line is a command to a CI; all else of it stays.
    public static func uncommanded(lines text: String) -> String {
        text.parts(at: "\n").map { uncommanded($0) }.joined(separator: "\n")
    }

    /// One line that no CI takes for a command.
    ///
    /// GitHub's runner obeys `::` at a line's first word and `##[` anywhere (actions/runner,
    /// src/Runner.Common/ActionCommand.cs), GitLab's `section_start:` and `section_end:`.
    public static func uncommanded(_ line: String) -> String {
        guard line.utf8.contains(where: { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "#") }) else { return line }
        var scalars = Array(line.unicodeScalars)
        var at = scalars.startIndex
        while at < scalars.endIndex, scalars[at].properties.isWhitespace || isColour(scalars, &at) { at += 1 }
        let beginning = scalars[at...]
        if beginning.starts(with: "::".unicodeScalars) { scalars[at] = "·" }
        for word in ["section_start:", "section_end:"] where beginning.starts(with: word.unicodeScalars) {
            scalars[at + word.unicodeScalars.count - 1] = "·"
        }
        for index in scalars.indices.dropLast(2)
        where scalars[index] == "#" && scalars[index + 1] == "#" && scalars[index + 2] == "[" {
            scalars[index + 1] = "·"
        }
        var result = String.UnicodeScalarView()
        result.append(contentsOf: scalars)
        return String(result)
    }

    /// Steps over a colour, to its last letter.
    private static func isColour(_ scalars: [Unicode.Scalar], _ at: inout Int) -> Bool {
        guard scalars[at] == "\u{1b}", let end = scalars[at...].firstIndex(of: "m") else { return false }
        at = end
        return true
    }

    /// Of Report's `Paint`; another could hide text.
    private static let colours: Set<String> = ["0", "2", "32", "33", "36", "31;1"]

    /// What stands behind the escape character, if it is one of our colours and nothing else.
    private static func colour(_ text: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView? {
        guard text.first == "[" else { return nil }
        let digits = text.dropFirst().prefix { ("0"..."9").contains($0) || $0 == ";" }
        guard digits.count < 12, text.dropFirst(1 + digits.count).first == "m", colours.contains(String(digits)) else {
            return nil
        }
        return text.prefix(2 + digits.count)
    }
}
