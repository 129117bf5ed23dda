/// A machine that runs guests, as a file of nodes names it.
public struct NodeSpec: Hashable, Sendable {
    /// Called so in what is said.
    public let name: String
    /// What ssh is given: `host`, `user@host`, `ssh://user@host:port`, or a name of ssh's own configuration.
    public let ssh: String
    /// Guests at a time.
    public let jobs: Int
    /// Most bytes of RAM that a guest may have there; nil: as much as the node has.
    public let ram: UInt64?
    /// The dmaroute command there.
    public let command: String
    /// A folder there that it may fill.
    public let folder: String

    private static let keys = ["name", "ssh", "jobs", "ram", "command", "folder"]

    fileprivate init(_ tree: Tree) throws(ConfigError) {
        let fields = try Fields(tree, "a node", keys: Self.keys)
        name = try Name.device.read(fields.required("name"))
        ssh = try Self.word(fields.required("ssh"), "ssh", path: false)
        jobs = try fields["jobs"].map { tree throws(ConfigError) in try tree.integer("jobs", in: 1...64) } ?? 2
        ram = try fields["ram"].map { tree throws(ConfigError) in
            try IECSize.read(tree, "ram", in: Limits.ram, step: Limits.ramStep)
        }
        command =
            try fields["command"].map { tree throws(ConfigError) in
                try Self.word(tree, "command", path: true)
            } ?? "dmaroute"
        folder =
            try fields["folder"].map { tree throws(ConfigError) in
                try Self.word(tree, "folder", path: true)
            } ?? "/var/tmp/dmaroute"
    }

    /// A word that a command gets as an argument and must not take for an option.
    fileprivate static func word(_ tree: Tree, _ what: String, path: Bool) throws(ConfigError) -> String {
        let text = try tree.text(what)
        let isBad = text.unicodeScalars.contains { $0.properties.generalCategory == .control || (!path && $0 == " ") }
        guard !text.isEmpty, text.utf8.first != UInt8(ascii: "-"), !isBad else {
            throw ConfigError(
                tree.at, "\(what) is \(tree.whatItIs)",
                hint: path ? "write a path" : "write host, user@host or ssh://user@host:port")
        }
        return text
    }
}

/// The machines that a plan's boots are shared out to.
public struct Nodes: Sendable {
    /// Nodes in the file's order, at least one and each with a name of its own.
    public let nodes: [NodeSpec]
    /// ssh's configuration file for all of them; nil: ssh's own.
    public let sshConfig: String?

    /// Reads YAML text.
    ///
    /// - Parameter file: The name that errors call it by.
    /// - Throws: The first thing that is wrong, with its line and column.
    public static func parse(text: String, file: String) throws(ConfigError) -> Nodes {
        let fields = try Fields(YAMLReader.read(text, file: file), "a file of nodes", keys: ["ssh-config", "nodes"])
        var nodes: [NodeSpec] = []
        let list = try fields.required("nodes")
        for item in try list.list("nodes") {
            let node = try NodeSpec(item)
            guard !nodes.contains(where: { $0.name == node.name }) else {
                throw ConfigError(item.at, "two nodes have the name \(node.name)", hint: "give this one another name")
            }
            nodes.append(node)
        }
        guard !nodes.isEmpty else { throw ConfigError(list.at, "nodes is an empty list") }
        let config = try fields["ssh-config"].map { tree throws(ConfigError) in
            try NodeSpec.word(tree, "ssh-config", path: true)
        }
        return Nodes(nodes: nodes, sshConfig: config)
    }
}
