/// Why something does not go, and what to do instead.
struct Refusal: Hashable, Sendable {
    var message: String
    var hint: String
}

/// A value of a ``Field``, whatever its type.
struct Setting<Root: Described>: Sendable {
    let key: String
    /// As a config would write it.
    let text: String
    let apply: @Sendable (inout Root) -> Void
    /// Whether a boot, device or request has this value.
    let holds: @Sendable (Root) -> Bool
    /// Why entries of a form cannot have it; nil where they can.
    let refusal: @Sendable (Root.Form) -> Refusal?
}

/// What a config can mean that leaves a field out.
enum Usual<Root, Value: Sendable>: Sendable {
    /// Nothing: no value is the usual one.
    case nothing
    /// That there is no value.
    case absent
    case value(Value)
    /// A value that another field of the same thing gives.
    case follows(@Sendable (Root) -> Value)

    /// The usual value, which can be none; nil where nothing is usual.
    fileprivate var ordinary: (@Sendable (Root) -> Value?)? {
        switch self {
        case .nothing: nil
        case .absent: { _ in nil }
        case .value(let value): { _ in value }
        case .follows(let value): { value($0) }
        }
    }

    /// The usual value as a config would write it; nil where that is none, or not one for all.
    fileprivate func text(_ notation: Notation<Value>) -> String? where Value: Hashable {
        guard case .value(let value) = self, !notation.text(value).isEmpty else { return nil }
        return notation.text(value)
    }
}

extension Notation {
    /// What a config's reader has against a value.
    fileprivate func complaint(_ value: Value, _ key: String) -> ConfigError? {
        let tree = Tree(at: Position(file: key, line: 1, column: 1), content: .bare(text(value)))
        do throws(ConfigError) {
            _ = try read(tree)
            return nil
        } catch {
            return error
        }
    }
}

extension Field {
    /// A field of a type of values.
    ///
    /// - Parameters:
    ///   - speaks: where the field says something; nil for everywhere.
    ///   - absent: what is written where there is no value.
    ///   - get: nil where there is no value.
    ///   - refuses: why entries of a form cannot have a value.
    init<Value: Hashable & Sendable>(
        _ key: String, _ help: String, _ notation: Notation<Value>, usual: Usual<Root, Value>,
        where speaks: (@Sendable (Root) -> Bool)? = nil, absent: String = "none",
        get written: @escaping @Sendable (Root) -> Value?, set: @escaping @Sendable (inout Root, Value?) -> Void,
        refuses: @escaping @Sendable (Value, Root.Form) -> Refusal? = { _, _ in nil }
    ) {
        let get: @Sendable (Root) -> Value? = { root in speaks?(root) == false ? nil : written(root) }
        let setting: @Sendable (Value?) -> Setting<Root> = { value in
            Setting(
                key: key, text: value.map(notation.text) ?? absent, apply: { set(&$0, value) },
                holds: { get($0) == value }, refusal: { form in value.flatMap { refuses($0, form) } })
        }
        let ordinary = usual.ordinary
        let differs: @Sendable (Root) -> Bool = { root in
            guard let ordinary, let value = get(root) else { return false }
            return value != ordinary(root)
        }
        let text: @Sendable (Root) -> String = { get($0).map(notation.text) ?? absent }
        self.key = key
        self.help = help
        self.text = text
        usualText = usual.text(notation)
        self.differs = differs
        self.speaks = speaks
        read = { (tree: Tree) throws(ConfigError) -> Setting<Root> in
            let value = try notation.read(tree)
            return setting(value)
        }
        self.usual =
            if let ordinary { { (root: Root) -> Setting<Root> in setting(ordinary(root)) } } else { nil }
        canonical = { (root: Root) -> CanonicalJSON? in get(root).map { notation.canonical($0) } }
        complaint = { (root: Root) -> ConfigError? in get(root).flatMap { notation.complaint($0, key) } }
        normalised = notation.normalised
        values = notation.values.map(notation.text)
        schema = { (form: Root.Form?) -> OrderedJSON in
            notation.schema { value in form.flatMap { refuses(value, $0) } == nil }
        }
        digestKey = key
        isAlwaysDigested = ordinary == nil
        unusual = { differs($0) ? 1 : 0 }
        words = { differs($0) ? Root.words(key, text($0)) : nil }
        flag = { differs($0) ? text($0) : nil }
        cuts = { root in
            guard differs(root), let ordinary else { return [] }
            let simpler = setting(ordinary(root))
            return [Simpler(root, "with \(key) \(simpler.text)", simpler.apply)]
        }
        stray = { entry, _ in Refusal(message: "\(entry) has no \(key)", hint: "leave \(key) out") }
    }

    /// A field that is a stored property.
    init<Value: Hashable & Sendable>(
        _ key: String, _ help: String, _ notation: Notation<Value>, usual: Usual<Root, Value>,
        _ path: any WritableKeyPath<Root, Value> & Sendable,
        refuses: @escaping @Sendable (Value, Root.Form) -> Refusal? = { _, _ in nil }
    ) {
        self.init(
            key, help, notation, usual: usual, get: { $0[keyPath: path] },
            set: { root, value in if let value { root[keyPath: path] = value } }, refuses: refuses)
    }

    /// A field that is a stored property, of which nil is the usual.
    init<Value: Hashable & Sendable>(
        _ key: String, _ help: String, _ notation: Notation<Value>, absent: String = "none",
        _ path: any WritableKeyPath<Root, Value?> & Sendable
    ) {
        self.init(
            key, help, notation, usual: .absent, absent: absent, get: { $0[keyPath: path] },
            set: { $0[keyPath: path] = $1 })
    }

    /// A stored property that is off or on, usually off.
    init(_ key: String, _ help: String, _ path: any WritableKeyPath<Root, Bool> & Sendable) {
        self.init(
            key, help, .onOff(key), usual: .value(.off), get: { $0[keyPath: path] ? .on : .off },
            set: { $0[keyPath: path] = $1 == .on })
    }
}

/// What an entry of the table says besides, each as a copy.
extension Field {
    func with(_ change: (inout Field) -> Void) -> Field {
        var field = self
        change(&field)
        return field
    }
}
