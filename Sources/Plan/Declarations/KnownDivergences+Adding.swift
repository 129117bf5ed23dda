import RouteModel

extension KnownDivergences {
    /// A file's text with one entry more at its end; all that it holds stays as it is, comments too.
    ///
    /// - Parameters:
    ///   - text: The file's; empty where there is none yet.
    ///   - file: The name that errors call it by.
    ///   - policies: Names of the model's policies.
    /// - Throws: Where the text is no such file, declares the cell already, or is written so that nothing can be added.
    public static func adding(
        _ entry: KnownDivergence, to text: String, file: String, policies: [String]
    ) throws(ConfigError) -> String {
        let before = try parse(text: text, file: file, policies: policies)
        if let present = before.entries.first(where: { $0.policy == entry.policy && $0.cell == entry.cell }) {
            throw ConfigError(
                present.expiresAt ?? Position(file: file, line: 1, column: 1),
                "this cell is declared for \(entry.policy) already, until \(present.expires)",
                hint: "change or remove that entry")
        }
        let gap = text.isEmpty || text.hasSuffix("\n") ? "" : "\n"
        let result = text + gap + entry.text(indentation: before.entries.isEmpty ? 0 : before.indentation)
        // What was written is what will be read, or nothing is written.
        let after = try parse(text: result, file: file, policies: policies)
        guard after.entries.map(\.placeless) == (before.entries + [entry]).map(\.placeless),
            after.faults == before.faults
        else {
            throw ConfigError(
                Position(file: file, line: 1, column: 1), "an entry at the end of this file would change what it says",
                hint: "write its entries as a block list (- policy: …), or add this one by hand")
        }
        return result
    }
}

extension KnownDivergence {
    fileprivate var placeless: KnownDivergence {
        KnownDivergence(
            policy: policy, cell: cell, what: what, verdict: verdict, reason: reason, link: link, expires: expires)
    }

    fileprivate func text(indentation: Int) -> String {
        let values = [
            ("policy", policy), ("cell", Self.quoted(cell)), ("what", Self.quoted(what)), ("verdict", verdict.rawValue),
            ("reason", Self.quoted(reason)), ("link", Self.quoted(link)), ("expires", expires.description),
        ]
        let margin = String(repeating: " ", count: indentation)
        let lines = values.enumerated().map { index, pair in
            "\(margin)\(index == 0 ? "- " : "  ")\(pair.0): \(pair.1)\n"
        }
        return lines.joined()
    }

    /// As a double-quoted scalar of YAML (1.2, 7.3.1): on one line, whatever it holds.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\" + String(scalar)
            case "\n": result += "\\n"
            case _ where scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value):
                let digits = String(scalar.value, radix: 16)
                result += "\\x" + String(repeating: "0", count: max(0, 2 - digits.count)) + digits
            case "\u{2028}", "\u{2029}", "\u{feff}":
                result += "\\u" + String(scalar.value, radix: 16)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
