/// Text made fit for mdoc(7): nothing of it is a macro or an escape.
enum Roff {
    /// A line, or a part of one.
    static func escaped(_ text: some StringProtocol) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            case "`": result += "\\(ga"
            case "'": result += "\\(aq"
            case "\"": result += "\\(dq"
            case "~": result += "\\(ti"
            case "^": result += "\\(ha"
            case _ where scalar.value < 0x20: result += " "
            case _ where scalar.isASCII: result.unicodeScalars.append(scalar)
            default:
                let digits = String(scalar.value, radix: 16, uppercase: true)
                result += "\\[u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "]"
            }
        }
        return result.hasPrefix(".") ? "\\&" + result : result
    }

    /// An argument of a macro, which no word of it can be taken for another macro.
    static func argument(_ text: some StringProtocol) -> String { "\"\\&" + escaped(text) + "\"" }

    /// A paragraph, each sentence on a line of its own.
    static func paragraph(_ text: String) -> [String] {
        let words = text.split(whereSeparator: \.isWhitespace)
        var lines: [String] = []
        var line: [Substring] = []
        for word in words {
            line.append(word)
            if word.hasSuffix(".") || word.hasSuffix("?") {
                lines.append(escaped(line.joined(separator: " ")))
                line = []
            }
        }
        if !line.isEmpty { lines.append(escaped(line.joined(separator: " "))) }
        return lines
    }
}
