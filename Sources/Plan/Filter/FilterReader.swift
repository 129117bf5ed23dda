/// Reads the text of a ``Filter``.
enum FilterReader {
    static func read(_ text: String) throws(ConfigError) -> [FilterTerm] {
        let position = { (offset: Int) in Position(file: "--filter", line: 1, column: offset + 1) }
        guard text.utf8.count <= 4096 else { throw ConfigError(position(0), "a filter has 4096 bytes at most") }
        var terms: [FilterTerm] = []
        for part in try split(Array(text.unicodeScalars), at: ",", offset: 0) {
            terms.append(try term(part.scalars, at: position(part.offset)))
        }
        return terms
    }

    private static func term(_ scalars: [Unicode.Scalar], at: Position) throws(ConfigError) -> FilterTerm {
        let text = string(scalars)
        guard let sign = scalars.firstIndex(of: "=") else {
            throw ConfigError(
                at, "\(quoted(text)) is not a term of a filter",
                hint: "write key=value or key!=value, as in kernel=linux-6.1")
        }
        let isNegated = sign > 0 && scalars[sign - 1] == "!"
        let name = string(scalars[..<(isNegated ? sign - 1 : sign)]).filter { $0 != " " }
        guard let key = FilterKey(name) else {
            throw ConfigError(
                at, "\(quoted(name)) is not a key of a filter",
                hint: NearestWord.hint(for: name, among: FilterKey.names))
        }
        var patterns: [[String]] = []
        for value in try split(Array(scalars[(sign + 1)...]), at: "|", offset: at.column + sign) {
            var pieces = unquoted(value.scalars)
            if pieces.count == 1 { pieces = [normalised(pieces[0], key)] }
            // Ids are known by their first digits.
            if key.isDigits, pieces.last?.isEmpty == false { pieces.append("") }
            patterns.append(pieces)
        }
        return FilterTerm(at: at, text: text, key: key, isNegated: isNegated, patterns: patterns)
    }

    /// Parts between separators that stand outside of quotes, with their offsets.
    private static func split(
        _ scalars: [Unicode.Scalar], at separator: Unicode.Scalar, offset: Int
    ) throws(ConfigError) -> [(scalars: [Unicode.Scalar], offset: Int)] {
        var parts: [(scalars: [Unicode.Scalar], offset: Int)] = [([], offset)]
        var openQuote: Int?
        for (index, scalar) in scalars.enumerated() {
            if scalar == "\"" { openQuote = openQuote == nil ? index : nil }
            if scalar == separator && openQuote == nil {
                parts.append(([], offset + index + 1))
            } else {
                parts[parts.count - 1].scalars.append(scalar)
            }
        }
        if let openQuote {
            throw ConfigError(
                Position(file: "--filter", line: 1, column: offset + openQuote + 1), "this quote has no end",
                hint: "close it with \"")
        }
        return parts
    }

    /// Pieces between the `*`s outside of quotes, the quotes gone.
    private static func unquoted(_ scalars: [Unicode.Scalar]) -> [String] {
        var pieces = [""]
        var inQuotes = false
        for scalar in scalars {
            switch scalar {
            case "\"": inQuotes.toggle()
            case "*" where !inQuotes: pieces.append("")
            default: pieces[pieces.count - 1].unicodeScalars.append(scalar)
            }
        }
        return pieces
    }

    /// A value without `*` as the plan writes it: 4096 is 4KiB.
    private static func normalised(_ value: String, _ key: FilterKey) -> String {
        switch key {
        case .field(let field): field.normalised(value)
        case .cell, .boot: value
        }
    }

    private static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var text = ""
        text.unicodeScalars.append(contentsOf: scalars)
        return text
    }
}
