/// Text that a guest, a file or a user may have had a hand in, made safe for a terminal.
public enum Printable {
    /// One line without control characters, at most `limit` characters.
    public static func line(_ text: String, limit: Int = 400) -> String {
        String(text.prefix(limit).map { $0.isASCII && ($0.asciiValue ?? 0) >= 32 && $0 != "\u{7f}" ? $0 : "·" })
    }

    /// The text with its lines and colours (`ESC [ digits m`), every other control character replaced.
    public static func text(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while let scalar = rest.first {
            rest.removeFirst()
            if scalar == "\u{1b}", let colour = colour(rest) {
                result.append(scalar)
                result.append(contentsOf: colour)
                rest = rest.dropFirst(colour.count)
            } else if scalar == "\n" || scalar == "\t" {
                result.append(scalar)
            } else {
                result.append(scalar.properties.generalCategory == .control ? "·" : scalar)
            }
        }
        return String(result)
    }

    /// What stands behind the escape character, if it is a colour and nothing else.
    private static func colour(_ text: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView? {
        guard text.first == "[" else { return nil }
        let digits = text.dropFirst().prefix { ("0"..."9").contains($0) || $0 == ";" }
        guard digits.count < 12, text.dropFirst(1 + digits.count).first == "m" else { return nil }
        return text.prefix(2 + digits.count)
    }
}
