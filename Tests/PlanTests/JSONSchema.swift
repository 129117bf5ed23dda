import Foundation

/// As much of JSON Schema as harness-configs/config.schema.json uses. A keyword that it does not know is an error, so
/// that the schema cannot say something this check passes over.
struct JSONSchema {
    struct Unusable: Error, CustomStringConvertible { var description: String }

    private let root: JSONValue
    private static let silent = ["$schema", "title", "description", "$defs"]

    private var patterns: [String: NSRegularExpression] = [:]

    init(_ root: JSONValue) throws {
        self.root = root
        try JSONSchema.checkKeywords(root)
        try readPatterns(root)
    }

    private mutating func readPatterns(_ value: JSONValue) throws {
        switch value {
        case .list(let items): for item in items { try readPatterns(item) }
        case .map(let pairs):
            for value in pairs.values { try readPatterns(value) }
            guard case .text(let pattern)? = pairs["pattern"] else { return }
            // As in JavaScript, `$` is the very end, which it is not for NSRegularExpression.
            patterns[pattern] = try NSRegularExpression(pattern: pattern.replacing("$", with: "\\z"))
        default: break
        }
    }

    func accepts(_ value: JSONValue) throws -> Bool { try accepts(value, root) }

    private func accepts(_ value: JSONValue, _ schema: JSONValue) throws -> Bool {
        guard case .map(let keywords) = schema else { throw Unusable(description: "not a schema: \(schema)") }
        for (keyword, argument) in keywords where !JSONSchema.silent.contains(keyword) {
            guard try accepts(value, keyword, argument, keywords) else { return false }
        }
        return true
    }

    private func accepts(
        _ value: JSONValue, _ keyword: String, _ argument: JSONValue, _ schema: [String: JSONValue]
    ) throws -> Bool {
        switch (keyword, argument, value) {
        case ("$ref", .text(let name), _): return try accepts(value, definition(name))
        case ("oneOf", .list(let choices), _): return try choices.filter { try accepts(value, $0) }.count == 1
        case ("enum", .list(let values), _): return values.contains(value)
        case ("type", .text(let type), _): return type == value.type
        case ("pattern", .text(let pattern), .text(let text)):
            return patterns[pattern]?.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
        case ("minimum", .integer(let bound), .integer(let number)): return number >= bound
        case ("maximum", .integer(let bound), .integer(let number)): return number <= bound
        case ("multipleOf", .integer(let step), .integer(let number)): return number.isMultiple(of: step)
        case ("minItems", .integer(let bound), .list(let items)): return items.count >= bound
        case ("maxItems", .integer(let bound), .list(let items)): return items.count <= bound
        case ("minProperties", .integer(let bound), .map(let pairs)): return pairs.count >= bound
        case ("items", _, .list(let items)): return try items.allSatisfy { try accepts($0, argument) }
        case ("required", .list(let names), .map(let pairs)):
            return names.allSatisfy { if case .text(let name) = $0 { pairs[name] != nil } else { false } }
        case ("properties", .map(let properties), .map(let pairs)):
            return try pairs.allSatisfy { key, value in
                try properties[key].map { try accepts(value, $0) } ?? true
            }
        case ("additionalProperties", .bool(false), .map(let pairs)):
            guard case .map(let properties)? = schema["properties"] else { return pairs.isEmpty }
            return pairs.keys.allSatisfy { properties[$0] != nil }
        default: return true
        }
    }

    private func definition(_ name: String) throws -> JSONValue {
        guard name.hasPrefix("#/$defs/"), case .map(let root) = root, case .map(let definitions)? = root["$defs"],
            let definition = definitions[String(name.dropFirst(8))]
        else { throw Unusable(description: "no definition \(name)") }
        return definition
    }

    private static func checkKeywords(_ schema: JSONValue) throws {
        let known =
            silent + [
                "$ref", "oneOf", "enum", "type", "pattern", "minimum", "maximum", "multipleOf", "minItems", "maxItems",
                "minProperties", "items", "required", "properties", "additionalProperties",
            ]
        guard case .map(let keywords) = schema else { throw Unusable(description: "not a schema: \(schema)") }
        for (keyword, argument) in keywords {
            guard known.contains(keyword) else {
                throw Unusable(description: "the keyword \(keyword) is not checked here")
            }
            switch (keyword, argument) {
            case ("items", _): try checkKeywords(argument)
            case ("oneOf", .list(let schemas)): try schemas.forEach(checkKeywords)
            case ("properties", .map(let schemas)), ("$defs", .map(let schemas)):
                try schemas.values.forEach(checkKeywords)
            default: break
            }
        }
    }
}

extension JSONValue {
    fileprivate var type: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .integer: "integer"
        case .number: "number"
        case .text: "string"
        case .list: "array"
        case .map: "object"
        }
    }
}
