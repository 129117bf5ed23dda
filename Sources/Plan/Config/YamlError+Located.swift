import Yams

extension YamlError {
    /// As a ``ConfigError`` at the place that libYAML names.
    func located(in file: String) -> ConfigError {
        func at(_ mark: Mark) -> Position {
            Position(file: file, line: max(1, mark.line), column: max(1, mark.column))
        }
        switch self {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _):
            return ConfigError(at(mark), "this is not YAML: \(problem)")
        case .composer(_, let problem, let mark, _):
            return ConfigError(at(mark), "this YAML cannot be used: \(problem)")
        case .duplicatedKeysInMapping(let keys, let context):
            let names = keys.prefix(3).map(quoted).joined(separator: ", ")
            return ConfigError(
                at(context.mark), "a key stands twice in one mapping: \(names)", hint: "keep one of them")
        case .reader(let problem, let offset, _, let yaml):
            return ConfigError(
                Self.position(of: offset, in: yaml, file: file), "this is not YAML: \(problem)",
                hint: "a config is UTF-8 text without control characters")
        default:
            return ConfigError(Position(file: file, line: 1, column: 1), "this is not YAML")
        }
    }

    private static func position(of offset: Int?, in yaml: String, file: String) -> Position {
        var position = Position(file: file, line: 1, column: 1)
        for character in yaml.prefix(offset ?? 0) {
            if character.isNewline {
                position.line += 1
                position.column = 1
            } else {
                position.column += character.unicodeScalars.count
            }
        }
        return position
    }
}
