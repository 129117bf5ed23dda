import RouteModel

/// An entry of `exclude` or `include`: all its keys must match, each by any of its values.
///
/// One of `include` stands for a boot for each combination of its values that make one, with what its keys of devices and
/// requests choose; without a kernel it is about every kernel of the config.
struct Selection: Sendable {
    let at: Position
    let terms: [SelectionTerm]
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
        let fields = try Fields(tree, what, keys: CellField.keys)
        guard !fields.ordered.isEmpty else { throw ConfigError(tree.at, "\(what) without keys \(empty)") }
        var terms: [SelectionTerm] = []
        for (name, value) in fields.ordered {
            guard let field = CellField(name.value) else { continue }
            terms.append(try SelectionTerm(field, value))
        }
        at = tree.at
        self.terms = terms
        isAboutBoots = terms.allSatisfy { if case .boot = $0 { true } else { false } }
    }

    /// The values that it names for a key.
    func values(of key: String) -> [Located<ConfigValue>] { terms.flatMap(\.written).filter { $0.value.key == key } }

    /// What makes the boots that it includes, a kernel among it.
    func bootTerms(_ kernels: [Located<Setting<Boot>>]) -> [[Located<Setting<Boot>>]] {
        let own = terms.compactMap { if case .boot(let values) = $0 { values } else { nil } }
        return own.contains { $0.first?.value.key == Boot.kernelField.key } ? own : [kernels] + own
    }

    /// Whether nothing that it says of boots speaks against this one.
    func matches(_ boot: Boot) -> Bool { terms.allSatisfy { $0.matches(boot) } }

    /// Whether nothing that it says of devices and requests speaks against these.
    func matches(_ device: Device, _ request: Request) -> Bool { terms.allSatisfy { $0.matches(device, request) } }
}

extension Selection {
    /// Why it matches nothing, as far as one of its keys alone explains it.
    func hint(_ config: Config) -> String {
        for values in terms.map(\.written) {
            guard let key = values.first?.value.key, let field = CellField(key) else { continue }
            let known = config.texts(of: field)
            if known.isEmpty { return "the config sets no \(key)" }
            if !values.contains(where: { known.contains($0.value.value) }) {
                let shown = known.map { $0.isEmpty ? "\"\"" : $0 }.joined(separator: ", ")
                return "\(key) has these values here: \(shown)"
            }
        }
        return "no cell has all of this together, or such a cell cannot exist anyway"
    }
}

extension Config {
    /// Every value that a key has in the matrix, each once, as text.
    fileprivate func texts(of field: CellField) -> [String] {
        let texts: [String] =
            switch field {
            case .boot(let field): ((try? matrix()) ?? []).map { field.text($0.boot) }
            case .device(let field): devices.map { field.text($0.value) }
            case .request(let field): requests.map { field.text($0.request) }
            }
        var seen: Set<String> = []
        return texts.filter { seen.insert($0).inserted }
    }
}
