/// How a command is called.
enum Synopsis {
    static func lines(_ command: CommandHelp) -> [String] {
        [".Nm \(Roff.argument(command.typed))"] + command.shownArguments.filter { !isOfAll($0) }.map(line)
    }

    /// `--help` and `--version`, which every command takes.
    private static func isOfAll(_ argument: ArgumentHelp) -> Bool {
        argument.names?.contains { $0.name == "help" || $0.name == "version" } ?? false
    }

    private static func line(_ argument: ArgumentHelp) -> String {
        let words = call(argument) + (argument.isRepeating ? " ..." : "")
        return argument.isOptional ? ".Op \(words)" : ".\(words)"
    }

    /// The long name, or the only one, and the value.
    static func call(_ argument: ArgumentHelp) -> String {
        let value = argument.valueName.map { "Ar \($0)" } ?? "Ar value"
        guard let name = argument.names?.first(where: { $0.kind == .long }) ?? argument.names?.first else {
            return value
        }
        return "Fl \(name.dashed)" + (argument.kind == .flag ? "" : " " + value)
    }
}

/// What each argument means.
enum OptionList {
    static func lines(_ arguments: [ArgumentHelp]) -> [String] {
        guard !arguments.isEmpty else { return [] }
        return [".Bl -tag -width Ds"] + arguments.flatMap(item) + [".El"]
    }

    private static func item(_ argument: ArgumentHelp) -> [String] {
        let value = argument.kind == .flag ? "" : " Ar \(argument.valueName ?? "value")"
        let names = (argument.names ?? []).map { "Fl \($0.dashed)" }
        let tag = names.isEmpty ? String(value.dropFirst()) : names.joined(separator: " , ") + value
        var lines = [".It \(tag)"] + Roff.paragraph(argument.abstract ?? "") + Roff.paragraph(argument.discussion ?? "")
        if let values = argument.allValues, !values.isEmpty {
            lines.append(Roff.escaped("One of \(values.joined(separator: ", "))."))
        }
        if let usual = argument.defaultValue, !usual.isEmpty { lines.append(Roff.escaped("The default is \(usual).")) }
        return lines
    }
}
