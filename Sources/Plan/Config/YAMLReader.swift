import Yams

/// YAML text as a ``Tree``, within bounds that hold for hostile text too.
enum YAMLReader {
    /// Bytes of a config's text.
    static let maximumSize = 128 << 10
    /// Aliases (`*name`) in a config: what they unfold to grows with 3 to the power of a third of this.
    static let maximumAliases = 16
    /// Values of a config with its aliases unfolded.
    static let maximumValues = 50_000
    static let maximumDepth = 16

    static func read(_ text: String, file: String) throws(ConfigError) -> Tree {
        if let tree = try readIfAny(text, file: file) { return tree }
        throw ConfigError(
            Position(file: file, line: 1, column: 1), "the config is empty",
            hint: "it needs name, kernels, devices, requests")
    }

    /// nil where there is nothing but comments.
    static func readIfAny(_ text: String, file: String) throws(ConfigError) -> Tree? {
        let start = Position(file: file, line: 1, column: 1)
        guard text.utf8.count <= maximumSize else {
            throw ConfigError(start, "the config has \(text.utf8.count) bytes, and \(maximumSize) is the limit")
        }
        try limitAliases(text, start)
        let root: Node?
        do {
            root = try Yams.compose(yaml: text, .basic)
        } catch let error as YamlError {
            throw error.located(in: file)
        } catch {
            throw ConfigError(start, "this is not YAML: \(error)")
        }
        guard let root else { return nil }
        var budget = maximumValues
        return try tree(root, at: start, depth: 0, budget: &budget)
    }

    private static func tree(
        _ node: Node, at parent: Position, depth: Int, budget: inout Int
    ) throws(ConfigError) -> Tree {
        let at = node.mark.map { Position(file: parent.file, line: $0.line, column: $0.column) } ?? parent
        budget -= 1
        guard budget > 0 else { throw ConfigError(at, "the config has more than \(maximumValues) values") }
        guard depth < maximumDepth else {
            throw ConfigError(at, "this is nested more than \(maximumDepth) levels deep")
        }
        switch node {
        case .scalar(let scalar):
            return Tree(at: at, content: ScalarType.content(of: scalar))
        case .sequence(let sequence):
            var items: [Tree] = []
            for item in sequence { items.append(try tree(item, at: at, depth: depth + 1, budget: &budget)) }
            return Tree(at: at, content: .list(items))
        case .mapping(let mapping):
            var pairs: [(key: Located<String>, value: Tree)] = []
            for (key, value) in mapping {
                let name = try tree(key, at: at, depth: depth + 1, budget: &budget)
                let text = try name.text("a key")
                let item = try tree(value, at: name.at, depth: depth + 1, budget: &budget)
                pairs.append((Located(value: text, at: name.at), item))
            }
            return Tree(at: at, content: .map(pairs))
        case .alias:
            throw ConfigError(at, "this alias was not resolved")
        }
    }

    /// Counts what may be an alias before Yams sees it: its check for duplicate keys walks what a key unfolds to.
    private static func limitAliases(_ text: String, _ start: Position) throws(ConfigError) {
        var count = 0
        for (number, line) in text.utf8.split(separator: 0x0a, omittingEmptySubsequences: false).enumerated() {
            guard line.first(where: { $0 != 0x20 }) != UInt8(ascii: "#") else { continue }
            var before = UInt8(ascii: " ")
            for byte in line {
                if byte == UInt8(ascii: "*"), " \t[{,:-?!\r".utf8.contains(before) { count += 1 }
                before = byte
            }
            guard count <= maximumAliases else {
                throw ConfigError(
                    Position(file: start.file, line: number + 1, column: 1),
                    "the config has more than \(maximumAliases) aliases (*name)", hint: "write the values out")
            }
        }
    }
}
