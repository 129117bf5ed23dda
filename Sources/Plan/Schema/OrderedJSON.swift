/// JSON for people to read: keys in the order given, short values on one line.
indirect enum OrderedJSON: Hashable, Sendable, ExpressibleByStringLiteral {
    struct Pair: Hashable, Sendable {
        var key: String
        var value: OrderedJSON
    }

    case text(String)
    case number(Int)
    case bool(Bool)
    case list([OrderedJSON])
    case pairs([Pair])

    /// The longest line, but for text that has no place to break.
    private static let width = 118

    init(stringLiteral value: String) { self = .text(value) }

    static func object(_ pairs: [(String, OrderedJSON)]) -> OrderedJSON {
        .pairs(pairs.map { Pair(key: $0.0, value: $0.1) })
    }

    /// The same object with more keys.
    func adding(_ more: [(String, OrderedJSON)]) -> OrderedJSON {
        guard case .pairs(let pairs) = self else { return self }
        return .pairs(pairs + more.map { Pair(key: $0.0, value: $0.1) })
    }

    /// - Parameters:
    ///   - indent: Spaces before every line but the first.
    ///   - taken: Columns of the first line that something else has.
    func rendered(indent: Int = 0, taken: Int = 0) -> String {
        let line = onOneLine
        if indent + taken + line.utf8.count <= Self.width { return line }
        let inner = String(repeating: " ", count: indent + 2)
        let end = "\n" + String(repeating: " ", count: indent)
        switch self {
        case .text, .number, .bool: return line
        case .list(let items):
            let lines = items.map { inner + $0.rendered(indent: indent + 2) }
            return "[\n" + lines.joined(separator: ",\n") + end + "]"
        case .pairs(let pairs):
            let lines = pairs.map { pair in
                let key = CanonicalJSON.string(pair.key).text + ": "
                return inner + key + pair.value.rendered(indent: indent + 2, taken: key.utf8.count + 1)
            }
            return "{\n" + lines.joined(separator: ",\n") + end + "}"
        }
    }

    private var onOneLine: String {
        switch self {
        case .text(let text): CanonicalJSON.string(text).text
        case .number(let number): "\(number)"
        case .bool(let value): "\(value)"
        case .list(let items): "[" + items.map(\.onOneLine).joined(separator: ", ") + "]"
        case .pairs(let pairs):
            "{" + pairs.map { CanonicalJSON.string($0.key).text + ": " + $0.value.onOneLine }.joined(separator: ", ")
                + "}"
        }
    }
}

/// What a JSON Schema is made of.
extension OrderedJSON {
    /// One of some words.
    static func words(_ words: [String]) -> OrderedJSON {
        .object([("type", "string"), ("enum", .list(words.map(OrderedJSON.text)))])
    }

    static func text(pattern: String) -> OrderedJSON {
        .object([("type", "string"), ("pattern", .text(pattern))])
    }

    static func reference(_ name: String) -> OrderedJSON { .object([("$ref", .text("#/$defs/" + name))]) }

    static func list(of item: OrderedJSON, most: Int? = nil) -> OrderedJSON {
        var pairs: [(String, OrderedJSON)] = [("type", "array"), ("minItems", .number(1))]
        if let most { pairs.append(("maxItems", .number(most))) }
        return .object(pairs + [("items", item)])
    }

    /// A value, or a list of such.
    static func oneOrMany(_ item: OrderedJSON, most: Int? = nil) -> OrderedJSON {
        .object([("oneOf", .list([item, .list(of: item, most: most)]))])
    }

    /// A mapping of these keys and no others.
    static func mapping(
        _ description: String?, required: [String] = [], least: Int? = nil, _ properties: [(String, OrderedJSON)]
    ) -> OrderedJSON {
        var pairs: [(String, OrderedJSON)] = []
        if let description { pairs.append(("description", .text(description))) }
        pairs.append(("type", "object"))
        if !required.isEmpty { pairs.append(("required", .list(required.map(OrderedJSON.text)))) }
        if let least { pairs.append(("minProperties", .number(least))) }
        pairs.append(("additionalProperties", .bool(false)))
        pairs.append(("properties", .object(properties)))
        return .object(pairs)
    }

    /// The same with a description first.
    func described(_ text: String) -> OrderedJSON {
        OrderedJSON.object([("description", .text(text))]).adding(pairs)
    }

    private var pairs: [(String, OrderedJSON)] {
        if case .pairs(let pairs) = self { pairs.map { ($0.key, $0.value) } } else { [] }
    }
}
