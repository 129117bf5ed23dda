import RouteModel

/// A field of what makes a cell: of its boot, its device or its request.
enum CellField: Sendable {
    case boot(Field<Boot>)
    case device(Field<Device>)
    case request(Field<Request>)

    /// In the order in which configs, filters and pages list them.
    static let all: [CellField] = boots + asked
    static let boots = Boot.fields.map(CellField.boot)
    static let asked = Device.fields.map(CellField.device) + Request.fields.map(CellField.request)
    static let keys = all.map(\.key)

    private static let named = Dictionary(uniqueKeysWithValues: all.map { ($0.key, $0) })

    init?(_ key: String) {
        guard let field = Self.named[key] else { return nil }
        self = field
    }

    var key: String {
        switch self {
        case .boot(let field): field.key
        case .device(let field): field.key
        case .request(let field): field.key
        }
    }

    var isOfBoot: Bool { if case .boot = self { true } else { false } }

    func text(_ boot: Boot, _ device: Device, _ request: Request) -> String {
        switch self {
        case .boot(let field): field.text(boot)
        case .device(let field): field.text(device)
        case .request(let field): field.text(request)
        }
    }

    func text(of cell: Cell) -> String { text(cell.boot, cell.device, cell.request) }

    /// A filter's value as ``text(of:)`` has it.
    func normalised(_ value: String) -> String {
        switch self {
        case .boot(let field): field.normalised(value)
        case .device(let field): field.normalised(value)
        case .request(let field): field.normalised(value)
        }
    }
}

extension Field {
    /// The values of a scalar or a list of scalars.
    func readMany(_ tree: Tree) throws(ConfigError) -> [Located<Setting<Root>>] {
        var values: [Located<Setting<Root>>] = []
        for item in try tree.many(key) { values.append(Located(value: try read(item), at: item.at)) }
        return values
    }
}

/// A key of `exclude` or `include` with its values, any of which may match.
enum SelectionTerm: Sendable {
    case boot([Located<Setting<Boot>>])
    case device([Located<Setting<Device>>])
    case request([Located<Setting<Request>>])

    init(_ field: CellField, _ tree: Tree) throws(ConfigError) {
        switch field {
        case .boot(let field): self = .boot(try field.readMany(tree))
        case .device(let field): self = .device(try field.readMany(tree))
        case .request(let field): self = .request(try field.readMany(tree))
        }
    }

    /// Keys and values as a config would write them.
    var written: [Located<ConfigValue>] {
        switch self {
        case .boot(let values): values.map { $0.written() }
        case .device(let values): values.map { $0.written() }
        case .request(let values): values.map { $0.written() }
        }
    }

    /// Whether this says nothing against a boot.
    func matches(_ boot: Boot) -> Bool {
        if case .boot(let values) = self { values.contains { $0.value.holds(boot) } } else { true }
    }

    /// Whether this says nothing against a request of a device.
    func matches(_ device: Device, _ request: Request) -> Bool {
        switch self {
        case .boot: true
        case .device(let values): values.contains { $0.value.holds(device) }
        case .request(let values): values.contains { $0.value.holds(request) }
        }
    }
}

extension Located {
    /// Key and value as a config would write them.
    func written<Root>() -> Located<ConfigValue> where Value == Setting<Root> {
        Located<ConfigValue>(value: ConfigValue(key: value.key, value: value.text), at: at)
    }
}
