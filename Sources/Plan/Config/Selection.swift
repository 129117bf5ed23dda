import RouteModel

/// An entry of `exclude` or `include`: all its keys must match, each by any of its values.
///
/// One of `include` stands for a boot for each combination of its values that make one, with what its keys of devices and
/// requests choose; without a kernel it is about every kernel of the config.
struct Selection: Sendable {
    let at: Position
    let terms: [[Located<Attribute>]]
    /// Whether it names only what makes a boot, so that whole boots go or come.
    let isAboutBoots: Bool

    static func excludes(_ tree: Tree) throws(ConfigError) -> [Selection] {
        try read(tree, "exclude", empty: "would match everything")
    }

    static func includes(_ tree: Tree) throws(ConfigError) -> [Selection] {
        try read(tree, "include", empty: "says nothing")
    }

    private static func read(_ tree: Tree, _ name: String, empty: String) throws(ConfigError) -> [Selection] {
        var selections: [Selection] = []
        for item in try tree.list(name) { selections.append(try Selection(item, "an \(name)", empty)) }
        return selections
    }

    private init(_ tree: Tree, _ what: String, _ empty: String) throws(ConfigError) {
        let fields = try Fields(tree, what, keys: AttributeKey.names(AttributeKey.allCases))
        guard !fields.ordered.isEmpty else { throw ConfigError(tree.at, "\(what) without keys \(empty)") }
        var terms: [[Located<Attribute>]] = []
        var keys: [AttributeKey] = []
        for (name, value) in fields.ordered {
            guard let key = AttributeKey(rawValue: name.value) else { continue }
            keys.append(key)
            terms.append(try key.readMany(value))
        }
        at = tree.at
        self.terms = terms
        isAboutBoots = keys.allSatisfy(AttributeKey.boot.contains)
    }

    /// What makes the boots that it includes, a kernel among it.
    func bootTerms(_ kernels: [Located<Attribute>]) -> [[Located<Attribute>]] {
        let own = terms.filter { $0.first.map { AttributeKey.boot.contains($0.value.key) } ?? false }
        return own.contains { $0.first?.value.key == .kernel } ? own : [kernels] + own
    }

    /// Whether nothing that it says of boots speaks against this one.
    func matches(_ boot: Boot) -> Bool {
        terms.allSatisfy { values in values.contains { $0.value.holds(boot) ?? true } }
    }

    /// Whether nothing that it says of devices and requests speaks against these.
    func matches(_ device: Device, _ request: Request) -> Bool {
        terms.allSatisfy { values in values.contains { $0.value.holds(device, request) } }
    }
}

extension Selection {
    /// Why it matches nothing, as far as one of its keys alone explains it.
    func hint(_ config: Config) -> String {
        for values in terms {
            guard let key = values.first?.value.key else { continue }
            let known = config.texts(of: key)
            if known.isEmpty { return "the config sets no \(key.rawValue)" }
            if !values.contains(where: { known.contains($0.value.text) }) {
                let shown = known.map { $0.isEmpty ? "\"\"" : $0 }.joined(separator: ", ")
                return "\(key.rawValue) has these values here: \(shown)"
            }
        }
        return "no cell has all of this together, or such a cell cannot exist anyway"
    }
}

extension Config {
    /// Every value that a key has in the matrix, each once, as text.
    fileprivate func texts(of key: AttributeKey) -> [String] {
        let boots = (try? matrix()) ?? []
        var texts: [String] = []
        if AttributeKey.boot.contains(key) {
            texts = boots.map { key.text(of: $0.boot) }
        } else {
            texts = devices.flatMap { device in requests.map { key.text(of: device.value, $0.request) } }
        }
        var seen: Set<String> = []
        return texts.filter { seen.insert($0).inserted }
    }
}
