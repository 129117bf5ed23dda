/// A config before anyone knows what its parts mean: from YAML or from flags, every part with its place.
struct Tree: Sendable {
    indirect enum Content: Sendable {
        case text(String)
        /// nil: a whole number that no `Int` holds.
        case integer(Int?)
        /// From a flag, which cannot say whether it means text or a number.
        case bare(String)
        /// Neither text, whole number, list nor mapping: what it is instead.
        case other(String)
        case list([Tree])
        case map([(key: Located<String>, value: Tree)])
    }

    var at: Position
    var content: Content

    /// What this is, for an error.
    var whatItIs: String {
        switch content {
        case .text(let text), .bare(let text): text.isEmpty ? "empty text" : "the text \(quoted(text))"
        case .integer(let value): value.map { "the number \($0)" } ?? "a number that is far too large"
        case .other(let what): what
        case .list: "a list"
        case .map: "a mapping"
        }
    }

    /// A list's items, or this itself where one value stands for a list of one.
    func many(_ what: String) throws(ConfigError) -> [Tree] {
        guard case .list(let items) = content else { return [self] }
        guard !items.isEmpty else { throw ConfigError(at, "\(what) is an empty list") }
        return items
    }

    /// A list's items.
    func list(_ what: String) throws(ConfigError) -> [Tree] {
        guard case .list(let items) = content else {
            throw ConfigError(at, "\(what) must be a list and is \(whatItIs)")
        }
        return items
    }

    func text(_ what: String) throws(ConfigError) -> String {
        switch content {
        case .text(let text), .bare(let text): return text
        case .integer, .other:
            throw ConfigError(at, "\(what) must be text and is \(whatItIs)", hint: "write it in quotes")
        case .list, .map:
            throw ConfigError(at, "\(what) must be text and is \(whatItIs)")
        }
    }

    func integer(_ what: String, in range: ClosedRange<Int>) throws(ConfigError) -> Int {
        let number: Int? =
            switch content {
            case .integer(let value): value ?? Int.max
            case .bare(let text): text.utf8.allSatisfy { 0x30...0x39 ~= $0 } ? Int(text) ?? Int.max : nil
            default: nil
            }
        guard let number else {
            throw ConfigError(at, "\(what) must be a whole number and is \(whatItIs)")
        }
        guard range.contains(number) else {
            throw ConfigError(
                at, "\(what) must be from \(range.lowerBound) to \(range.upperBound) and is \(whatItIs)")
        }
        return number
    }

    /// One of a closed set of words.
    func word<Word: CaseIterable & RawRepresentable<String>>(_ what: String, _: Word.Type) throws(ConfigError) -> Word {
        try word(what, among: Word.allCases.map(\.rawValue), Word.init(rawValue:))
    }

    /// The value that one of these words stands for.
    func word<Value>(_ what: String, among words: [String], _ value: (String) -> Value?) throws(ConfigError) -> Value {
        let text = try text(what)
        if let value = value(text) { return value }
        throw ConfigError(
            at, "\(quoted(text)) is not a \(what)", hint: NearestWord.hint(for: text, among: words))
    }
}
