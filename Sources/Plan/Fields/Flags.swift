/// A config given on the command line: the same keys, one value a flag; a flag that stands twice gives a list.
public struct Flags: Sendable {
    public var name = "flags"
    public var kernel: [String] = []
    public var platform: [String] = []
    public var encryption: [String] = []
    public var means: [String] = []
    public var viommu: [String] = []
    public var passThrough: [String] = []
    public var cmdline: [String] = []
    public var ram: [String] = []
    public var maxmem: [String] = []
    public var emulator: [String] = []
    public var cBit: [String] = []
    public var microcode: [String] = []
    /// `edu,dma-mask=32,coherent-mask=32,name=edu32`, `nvme` or `virtio-blk,iommu-platform=off`: the model first.
    public var device: [String] = []
    /// `map-single,size=4KiB,direction=to-device,place=below-4g`: the kind first.
    public var request: [String] = []
    public var policy: String?

    public init() {}

    /// Whether no flag was given.
    public var isEmpty: Bool {
        [
            kernel, platform, encryption, means, viommu, passThrough, cmdline, ram, maxmem, emulator, cBit, microcode,
            device, request,
        ].allSatisfy(\.isEmpty) && policy == nil
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
        let axes = [
            ("platform", flags.platform), ("encryption", flags.encryption), ("means", flags.means),
            ("c-bit", flags.cBit), ("microcode", flags.microcode), ("viommu", flags.viommu),
            ("pass-through", flags.passThrough), ("cmdline", flags.cmdline), ("ram", flags.ram),
            ("maxmem", flags.maxmem), ("emulator", flags.emulator),
        ]
        let given = axes.filter { !$0.1.isEmpty }.map { pair($0.0, $0.0, list($0.0, $0.1)) }
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
