import RouteModel

/// An entry of `exclude`: all its keys must match, each by any of its values.
struct Selection: Sendable {
    let at: Position
    let terms: [[Located<Attribute>]]
    /// Whether it names only what makes a boot, so that whole boots go.
    let isAboutBoots: Bool

    static func read(_ tree: Tree) throws(ConfigError) -> [Selection] {
        var selections: [Selection] = []
        for item in try tree.list("exclude") { selections.append(try Selection(item)) }
        return selections
    }

    private init(_ tree: Tree) throws(ConfigError) {
        let fields = try Fields(tree, "an exclude", keys: AttributeKey.names(AttributeKey.allCases))
        guard !fields.ordered.isEmpty else {
            throw ConfigError(tree.at, "an exclude without keys would match everything")
        }
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

    /// Whether nothing that it says of boots speaks against this one.
    func matches(_ boot: Boot) -> Bool {
        terms.allSatisfy { values in values.contains { $0.value.holds(boot) ?? true } }
    }

    /// Whether nothing that it says of devices and requests speaks against these.
    func matches(_ device: Device, _ request: Request) -> Bool {
        terms.allSatisfy { values in values.contains { $0.value.holds(device, request) } }
    }
}

/// An entry of `include`: boots, one for each combination of its values, with all that can be asked there or with what its
/// keys of devices and requests choose. Without a kernel it is about every kernel of the config.
struct Inclusion: Sendable {
    let at: Position
    /// What makes the boots.
    let terms: [[Located<Attribute>]]
    /// What it says of devices and requests.
    let choice: [[Located<Attribute>]]

    static func read(_ tree: Tree) throws(ConfigError) -> [Inclusion] {
        var inclusions: [Inclusion] = []
        for item in try tree.list("include") { inclusions.append(try Inclusion(item)) }
        return inclusions
    }

    private init(_ tree: Tree) throws(ConfigError) {
        let fields = try Fields(tree, "an include", keys: AttributeKey.names(AttributeKey.allCases))
        guard !fields.ordered.isEmpty else { throw ConfigError(tree.at, "an include without keys says nothing") }
        var terms: [[Located<Attribute>]] = []
        var choice: [[Located<Attribute>]] = []
        for (name, value) in fields.ordered {
            guard let key = AttributeKey(rawValue: name.value) else { continue }
            let values = try key.readMany(value)
            if AttributeKey.boot.contains(key) { terms.append(values) } else { choice.append(values) }
        }
        at = tree.at
        self.terms = terms
        self.choice = choice
    }

    /// What makes the boots, a kernel included.
    func terms(_ kernels: [Located<Attribute>]) -> [[Located<Attribute>]] {
        terms.contains { $0.first?.value.key == .kernel } ? terms : [kernels] + terms
    }

    func chooses(_ device: Device, _ request: Request) -> Bool {
        choice.allSatisfy { values in values.contains { $0.value.holds(device, request) } }
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
