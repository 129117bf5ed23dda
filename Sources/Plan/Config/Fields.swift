/// A mapping whose keys are known to be known and to stand there once.
struct Fields {
    /// Where the mapping begins.
    let at: Position
    /// What the mapping describes, for errors: "a device".
    let what: String
    /// In the order written.
    let ordered: [(key: Located<String>, value: Tree)]

    init(_ tree: Tree, _ what: String, keys: [String]) throws(ConfigError) {
        guard case .map(let pairs) = tree.content else {
            throw ConfigError(
                tree.at, "\(what) must be a mapping and is \(tree.whatItIs)",
                hint: "keys: " + keys.joined(separator: ", "))
        }
        var seen: Set<String> = []
        for (key, _) in pairs {
            guard keys.contains(key.value) else {
                throw ConfigError(
                    key.at, "\(quoted(key.value)) is not a key of \(what)",
                    hint: NearestWord.hint(for: key.value, among: keys))
            }
            guard seen.insert(key.value).inserted else {
                throw ConfigError(key.at, "\(key.value) stands twice in \(what)", hint: "keep one of them")
            }
        }
        at = tree.at
        self.what = what
        ordered = pairs
    }

    subscript(key: String) -> Tree? { ordered.first { $0.key.value == key }?.value }

    func required(_ key: String) throws(ConfigError) -> Tree {
        guard let value = self[key] else { throw ConfigError(at, "\(what) has no \(key)", hint: "add \(key): …") }
        return value
    }
}
