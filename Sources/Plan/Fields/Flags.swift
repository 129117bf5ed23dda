import RouteModel

/// A config given on the command line: the same keys, one value a flag; a flag that stands twice gives a list.
public struct Flags: Sendable {
    /// The plan and its runs are called by it.
    public var name = "flags"
    /// Kernels, at least one.
    public var kernel: [String] = []
    /// By their keys, such as `viommu`.
    public var axes: [String: [String]] = [:]
    /// `edu,dma-mask=32,coherent-mask=32,name=edu32`, `nvme` or `virtio-blk,iommu-platform=off`: the model first.
    public var device: [String] = []
    /// `map-single,size=4KiB,direction=to-device,place=below-4g`: the kind first.
    public var request: [String] = []
    /// The policy to judge by; nil for each kernel's own.
    public var policy: String?

    /// No flag at all.
    public init() {}

    /// Whether no flag was given.
    public var isEmpty: Bool {
        ([kernel, device, request] + axes.values).allSatisfy(\.isEmpty) && policy == nil
    }
}

extension Flags {
    /// The keys that the value of ``device`` takes, with commas between them.
    public static let deviceKeys = DeviceReader.keys.joined(separator: ", ")
    /// The keys that the value of ``request`` takes, with commas between them.
    public static let requestKeys = Request.fields.map(\.key).joined(separator: ", ")
}

/// A flag for one axis of a config.
public struct AxisFlag: Sendable {
    /// Without the dashes, as configs name the axis.
    public let key: String
    /// What it is, what it can be and what it usually is, in a sentence.
    public let help: String
    /// All that it can be, where these are a few words.
    public let values: [String]

    /// One for every axis, in the order in which they are multiplied.
    public static let all = Boot.axes.map { field in
        let values =
            field.values.isEmpty
            ? ""
            : ": " + field.values.dropLast().joined(separator: ", ")
                + " or " + (field.values.last ?? "")
        return AxisFlag(
            key: field.key, help: field.help + values + (field.usualText.map { "; \($0) by default." } ?? "."),
            values: field.values)
    }
}

extension Config {
    /// Reads flags as the config that they stand for.
    ///
    /// - Throws: The first thing that is wrong; its `file` is the flag, its column counts within the flag's value.
    public init(flags: Flags) throws(ConfigError) {
        typealias Pair = (key: Located<String>, value: Tree)
        func pair(_ key: String, _ flag: String, _ content: Tree.Content) -> Pair {
            let at = Position(file: "--" + flag, line: 1, column: 1)
            return (Located(value: key, at: at), Tree(at: at, content: content))
        }
        func list(_ flag: String, _ values: [String]) -> Tree.Content {
            .list(values.map { Tree(at: Position(file: "--" + flag, line: 1, column: 1), content: .bare($0)) })
        }
        for (flag, values) in [("kernel", flags.kernel), ("device", flags.device), ("request", flags.request)]
        where values.isEmpty {
            throw ConfigError(
                Position(file: "--" + flag, line: 1, column: 1), "no \(flag) is given",
                hint: "give a config, or --kernel, --device and --request at least")
        }
        var pairs = [pair("name", "name", .bare(flags.name)), pair("kernels", "kernel", list("kernel", flags.kernel))]
        let known = Boot.axes.map(\.key)
        let keys = known + flags.axes.keys.filter { !known.contains($0) }.sorted()
        let given = keys.compactMap { key in
            flags.axes[key].flatMap { $0.isEmpty ? nil : pair(key, key, list(key, $0)) }
        }
        pairs.append(pair("axes", "axes", .map(given)))
        if let policy = flags.policy { pairs.append(pair("policy", "policy", .bare(policy))) }
        var devices: [Tree] = []
        for value in flags.device { devices.append(try FlagValue.tree(value, flag: "--device", first: "model")) }
        var requests: [Tree] = []
        for value in flags.request { requests.append(try FlagValue.tree(value, flag: "--request", first: "kind")) }
        pairs.append(pair("devices", "device", .list(devices)))
        pairs.append(pair("requests", "request", .list(requests)))
        try self.init(Tree(at: Position(file: "--kernel", line: 1, column: 1), content: .map(pairs)))
    }
}
