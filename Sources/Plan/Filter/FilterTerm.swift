/// One `key=value|value` of a ``Filter``.
struct FilterTerm: Sendable {
    let at: Position
    /// As written.
    let text: String
    let key: FilterKey
    let isNegated: Bool
    /// Each split at its `*`s.
    let patterns: [[String]]

    var firstValue: String { patterns.first?.joined(separator: "*") ?? "" }

    func matches(_ value: String) -> Bool {
        patterns.contains { Self.matches(value, $0) } != isNegated
    }

    /// Whether the pieces stand in the text in this order, the first at its start and the last at its end.
    private static func matches(_ text: String, _ pieces: [String]) -> Bool {
        guard let first = pieces.first, let last = pieces.last else { return false }
        guard pieces.count > 1 else { return text == first }
        guard text.utf8.count >= first.utf8.count + last.utf8.count, text.hasPrefix(first), text.hasSuffix(last)
        else { return false }
        var rest = text.utf8.dropFirst(first.utf8.count).dropLast(last.utf8.count)
        for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
            guard let end = Self.end(of: piece, in: rest) else { return false }
            rest = rest[end...]
        }
        return true
    }

    /// Where the first occurrence of a piece ends.
    private static func end(of piece: String, in text: Substring.UTF8View) -> String.Index? {
        var start = text.startIndex
        while start != text.endIndex {
            if text[start...].starts(with: piece.utf8) { return text.index(start, offsetBy: piece.utf8.count) }
            start = text.index(after: start)
        }
        return nil
    }
}
