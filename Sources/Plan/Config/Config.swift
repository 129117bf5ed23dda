import RouteModel

/// What a config asks for, read but not yet multiplied out: every value is well formed, and each key is known.
///
/// Whether kernels and policies exist, whether an exclude matches, and whether boots and cells can exist is for
/// ``plan(_:)`` to say.
public struct Config: Sendable {
    /// Of the config; its plan and runs are called by it.
    public let name: String
    var kernels: [Located<Setting<Boot>>]
    /// In the order written.
    let axes: [[Located<Setting<Boot>>]]
    let cBit: Int
    let devices: [Located<Device>]
    let requests: [AskedRequest]
    var exclude: [Selection]
    var include: [Selection]
    private(set) var isolation: Located<Isolation>
    /// nil: each kernel's own.
    let policy: Located<String>?

    static let keys = [
        "name", "kernels", "axes", "c-bit", "devices", "requests", "exclude", "include", "isolation", "policy",
    ]

    /// Reads a config's YAML text.
    ///
    /// - Parameter file: The name that errors call it by.
    /// - Throws: The first thing that is wrong, with its line and column.
    public static func parse(text: String, file: String) throws(ConfigError) -> Config {
        try Config(YAMLReader.read(text, file: file))
    }

    init(_ tree: Tree) throws(ConfigError) {
        let fields = try Fields(tree, "a config", keys: Config.keys)
        name = try Name.config.read(fields.required("name"))
        kernels = try Config.kernels(fields.required("kernels"))
        axes = try fields["axes"].map(Config.axes) ?? []
        cBit = try fields[Boot.cBitField.key].map(Config.cBit) ?? Boot(kernel: "", ram: 0).cBit
        devices = try DeviceReader.read(fields.required("devices"))
        requests = try RequestReader.read(fields.required("requests"))
        exclude = try fields["exclude"].map(Selection.excludes) ?? []
        include = try fields["include"].map(Selection.includes) ?? []
        isolation = try fields["isolation"].map(Config.isolation) ?? Located(value: .shared, at: tree.at)
        policy = try fields["policy"].flatMap(Config.policy)
    }

    /// The same config with its boots shared in another way.
    public func isolated(_ isolation: Isolation) -> Config {
        var config = self
        config.isolation.value = isolation
        return config
    }

    private static func cBit(_ tree: Tree) throws(ConfigError) -> Int {
        try tree.integer(Boot.cBitField.key, in: Limits.cBit)
    }

    private static func kernels(_ tree: Tree) throws(ConfigError) -> [Located<Setting<Boot>>] {
        let items = try tree.list("kernels")
        guard Limits.kernels.contains(items.count) else {
            throw ConfigError(
                tree.at, "kernels has \(items.count) entries, and 1 to \(Limits.kernels.upperBound) are possible")
        }
        return try Boot.kernelField.readMany(tree)
    }

    private static func axes(_ tree: Tree) throws(ConfigError) -> [[Located<Setting<Boot>>]] {
        let fields = try Fields(tree, "axes", keys: Boot.axes.map(\.key))
        var axes: [[Located<Setting<Boot>>]] = []
        for (name, value) in fields.ordered {
            guard let field = Boot.axes.first(where: { $0.key == name.value }) else { continue }
            axes.append(try field.readMany(value))
        }
        return axes
    }

    private static func isolation(_ tree: Tree) throws(ConfigError) -> Located<Isolation> {
        Located(value: try tree.word("kind of isolation", Isolation.self), at: tree.at)
    }

    private static func policy(_ tree: Tree) throws(ConfigError) -> Located<String>? {
        let name = try Name.policy.read(tree)
        return PolicyChoice(name) == .own ? nil : Located(value: name, at: tree.at)
    }
}
