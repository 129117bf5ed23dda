/// The words of a sentence in small letters, without the marks around them.
struct Words: Sendable {
    private let words: [String]
    /// Whether a mark that parts clauses stands behind the word.
    private let parted: [Bool]
    /// Whether that mark is a colon.
    private var labels: Set<Int> = []

    init(_ text: ReportText) {
        var words: [String] = []
        var parted: [Bool] = []
        var labels: Set<Int> = []
        for (_, bytes) in text.words.prefix(Self.most) {
            let name = Self.bare(bytes)
            let parts = bytes.last.map { ",;:|".utf8.contains($0) } ?? false
            if name.isEmpty {
                if parts || bytes.first == UInt8(ascii: "-"), !parted.isEmpty { parted[parted.count - 1] = true }
                continue
            }
            if ["but", "however", "whereas", "while", "although", "then"].contains(name), !parted.isEmpty {
                parted[parted.count - 1] = true
            }
            if bytes.last == UInt8(ascii: ":") { labels.insert(words.count) }
            words.append(name)
            parted.append(parts)
        }
        self.words = words
        self.parted = parted
        self.labels = labels
    }

    /// Whether a word is the last of a label, such as `Parameters:`.
    func isLabel(_ index: Int) -> Bool { labels.contains(index) }

    /// As many words of one sentence as are looked at.
    static let most = 240

    var all: Range<Int> { words.indices }
    var isEmpty: Bool { words.isEmpty }

    subscript(index: Int) -> String { words.indices.contains(index) ? words[index] : "" }

    /// The clause around a word.
    func clause(at index: Int) -> Range<Int> {
        var start = index
        while start > 0, !parted[start - 1] { start -= 1 }
        var end = index
        while end < words.count - 1, !parted[end] { end += 1 }
        return start..<(end + 1)
    }

    func next(after clause: Range<Int>) -> Range<Int>? {
        clause.upperBound < words.count ? self.clause(at: clause.upperBound) : nil
    }

    func before(_ clause: Range<Int>) -> Range<Int>? {
        clause.lowerBound > 0 ? self.clause(at: clause.lowerBound - 1) : nil
    }

    func has(_ any: Set<String>, in range: Range<Int>) -> Bool { range.contains { any.contains(words[$0]) } }

    /// Whether words follow each other there.
    func has(phrase: String, in range: Range<Int>) -> Bool {
        let parts = phrase.split(separator: " ").map(String.init)
        guard !parts.isEmpty, range.count >= parts.count else { return false }
        return (range.lowerBound...(range.upperBound - parts.count)).contains { start in
            parts.indices.allSatisfy { words[start + $0] == parts[$0] }
        }
    }

    func hasAny(_ phrases: [String], in range: Range<Int>) -> Bool { phrases.contains { has(phrase: $0, in: range) } }

    private static func bare(_ bytes: ArraySlice<UInt8>) -> String {
        let around = "\"`.,;:()[]{}*!?<>|_~#".utf8
        var bytes = bytes
        while let first = bytes.first, around.contains(first) || first == UInt8(ascii: "'") {
            bytes = bytes.dropFirst()
        }
        while let last = bytes.last, around.contains(last) || last == UInt8(ascii: "'") { bytes = bytes.dropLast() }
        if bytes.allSatisfy({ "-=+>/&".utf8.contains($0) }) { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }
}
