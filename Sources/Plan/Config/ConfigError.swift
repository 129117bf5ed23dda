/// A place in a config, or in the value of a flag.
struct Position: Hashable, Sendable {
    /// A file's name as the user gave it, or a flag such as `--request`.
    var file: String
    /// Counted from 1.
    var line: Int
    /// Counted from 1, in Unicode scalars.
    var column: Int
}

/// A value and where it was written.
struct Located<Value: Sendable>: Sendable {
    var value: Value
    var at: Position
}

/// What is wrong with a config, where, and what to do about it.
public struct ConfigError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A file's name as the user gave it, or a flag such as `--request`.
    public let file: String
    /// Counted from 1.
    public let line: Int
    /// Counted from 1, in Unicode scalars.
    public let column: Int
    /// What is wrong and why, in one sentence.
    public let message: String
    /// What to do about it, where that is known.
    public let hint: String?

    init(_ at: Position, _ message: String, hint: String? = nil) {
        file = at.file
        line = at.line
        column = at.column
        self.message = message
        self.hint = hint
    }

    /// `file:line:column: error: message`, and the hint on a line of its own.
    public var description: String {
        "\(file):\(line):\(column): error: \(message)" + (hint.map { "\n  hint: \($0)" } ?? "")
    }
}

/// Text from outside as an error may repeat it: in quotes, of bounded length, control characters escaped.
func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars.prefix(60) {
        switch scalar {
        case "\"", "\\": result += "\\" + String(scalar)
        case _ where scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format:
            result += "\\u{" + String(scalar.value, radix: 16) + "}"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result + (text.unicodeScalars.count > 60 ? "…\"" : "\"")
}
