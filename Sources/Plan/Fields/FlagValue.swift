/// The value of a flag that stands for a mapping: `first,key=value,key=value`.
enum FlagValue {
    /// - Parameter first: The key of what stands first without one.
    static func tree(_ text: String, flag: String, first: String) throws(ConfigError) -> Tree {
        let start = Position(file: flag, line: 1, column: 1)
        var pairs: [(key: Located<String>, value: Tree)] = []
        var column = 1
        for (index, part) in text.split(separator: ",", omittingEmptySubsequences: false).enumerated() {
            let at = Position(file: flag, line: 1, column: column)
            column += part.unicodeScalars.count + 1
            guard !part.isEmpty else {
                throw ConfigError(at, "nothing stands here between commas", hint: "write \(first),key=value,key=value")
            }
            if let sign = part.firstIndex(of: "=") {
                let key = part[..<sign]
                let valueAt = Position(file: flag, line: 1, column: at.column + key.unicodeScalars.count + 1)
                pairs.append(
                    (
                        Located(value: String(key), at: at),
                        Tree(at: valueAt, content: .bare(String(part[part.index(after: sign)...])))
                    ))
            } else if index == 0 {
                pairs.append((Located(value: first, at: at), Tree(at: at, content: .bare(String(part)))))
            } else {
                throw ConfigError(at, "\(quoted(String(part))) has no value", hint: "write \(part.prefix(20))=value")
            }
        }
        return Tree(at: start, content: .map(pairs))
    }
}
