import Foundation
import Yams

/// A JSON value: what an editor's schema check sees of a config, and what a schema is made of.
indirect enum JSONValue: Equatable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case text(String)
    case list([JSONValue])
    case map([String: JSONValue])

    init(json text: String) throws {
        self = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    }

    /// By YAML 1.2's core schema, decided here apart from what the decoder does: by a table of expressions.
    init(yaml node: Node) throws {
        switch node {
        case .sequence(let items):
            self = .list(try items.map(JSONValue.init(yaml:)))
        case .mapping(let pairs):
            var map: [String: JSONValue] = [:]
            for (key, value) in pairs { map[key.string ?? ""] = try JSONValue(yaml: value) }
            self = .map(map)
        case .scalar(let scalar) where scalar.style == .plain:
            self = JSONValue.plain(scalar.string)
        case .scalar(let scalar):
            self = .text(scalar.string)
        case .alias:
            self = .null
        }
    }

    private static func plain(_ text: String) -> JSONValue {
        func matches(_ kind: Plain) -> Bool {
            Plain.expressions[kind]?.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
        }
        if matches(.null) { return .null }
        if matches(.boolean) { return .bool(text.lowercased() == "true") }
        if matches(.integer) { return .integer(Int(text) ?? Int.max) }
        if matches(.number) {
            return .number(0.5)
        }
        if matches(.special) { return .number(.infinity) }
        return .text(text)
    }
}

extension JSONValue: Decodable {
    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let flag = try? value.decode(Bool.self) {
            self = .bool(flag)
        } else if let number = try? value.decode(Int.self) {
            self = .integer(number)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let list = try? value.decode([JSONValue].self) {
            self = .list(list)
        } else {
            self = .map(try value.decode([String: JSONValue].self))
        }
    }
}

/// Kinds of plain scalars in YAML 1.2's core schema.
private enum Plain: String, CaseIterable {
    case null = "|~|null|Null|NULL"
    case boolean = "true|True|TRUE|false|False|FALSE"
    case integer = "[-+]?[0-9]+"
    case number = "0o[0-7]+|0x[0-9a-fA-F]+|[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?"
    case special = "[-+]?(\\.inf|\\.Inf|\\.INF)|\\.nan|\\.NaN|\\.NAN"

    static let expressions = Dictionary(
        uniqueKeysWithValues: allCases.compactMap { kind in
            (try? NSRegularExpression(pattern: "\\A(?:\(kind.rawValue))\\z")).map { (kind, $0) }
        })
}
