/// What a command says of itself with `--experimental-dump-help`, as far as a manual page tells it.
struct HelpDump: Decodable {
    var command: CommandHelp
}

/// One command or verb.
struct CommandHelp: Decodable {
    var commandName: String
    /// Commands that stand before the name, outermost first; nil for the outermost one.
    var superCommands: [String]?
    var abstract: String?
    var discussion: String?
    var shouldDisplay: Bool?
    var arguments: [ArgumentHelp]?
    var subcommands: [CommandHelp]?

    /// As it is typed, such as `dmaroute history import`.
    var typed: String { ((superCommands ?? []) + [commandName]).joined(separator: " ") }

    /// The verbs that help shows; `help` is ArgumentParser's own.
    var shown: [CommandHelp] { (subcommands ?? []).filter { $0.shouldDisplay != false && $0.commandName != "help" } }

    /// The arguments that help shows.
    var shownArguments: [ArgumentHelp] { (arguments ?? []).filter { $0.shouldDisplay != false } }
}

/// One argument, option or flag.
struct ArgumentHelp: Decodable {
    enum Kind: String, Decodable { case positional, option, flag }

    struct Name: Decodable {
        enum Kind: String, Decodable { case long, short, longWithSingleDash }

        var kind: Kind
        var name: String

        /// What stands behind the first dash.
        var dashed: String { kind == .long ? "-" + name : name }
    }

    var kind: Kind
    var shouldDisplay: Bool?
    var isOptional: Bool
    var isRepeating: Bool
    var names: [Name]?
    var valueName: String?
    var defaultValue: String?
    var allValues: [String]?
    var abstract: String?
    var discussion: String?
}
