/// The kernel options of a boot as text that cannot end or hide what stands beside it.
enum KernelOptions {
    /// Characters; the kernel takes 2,048 (COMMAND_LINE_SIZE), and every guest gets some besides.
    static let maximumLength = 1024
    /// What ``read(_:)`` takes, as a regular expression: printable ASCII, quotes closed, no -- outside of them.
    static let pattern =
        #"^(?=[ -~]{0,\#(maximumLength)}$)(?!(?:[^"]*"[^"]*")*[^"]* -- )(?!(?:[^"]*"[^"]*")*[^"]* --$)"#
        + #"(?!--(?: |$))[^"]*(?:"[^"]*"[^"]*)*$"#

    /// Runs of spaces outside of quotes become one, those at the ends none.
    static func read(_ tree: Tree) throws(ConfigError) -> String {
        let text = try tree.text("cmdline")
        guard text.utf8.allSatisfy({ 0x20...0x7e ~= $0 }) else {
            throw ConfigError(
                tree.at, "cmdline \(quoted(text)) has a character that is not printable ASCII",
                hint: "separate options with spaces; the kernel reads nothing else reliably")
        }
        guard text.utf8.count <= maximumLength else {
            throw ConfigError(tree.at, "cmdline has \(text.utf8.count) characters, and \(maximumLength) is the limit")
        }
        return try normalised(text, tree.at)
    }

    private static func normalised(_ text: String, _ at: Position) throws(ConfigError) -> String {
        var options: [String] = []
        var option = ""
        var inQuotes = false
        for character in text {
            if character == "\"" { inQuotes.toggle() }
            if character == " " && !inQuotes {
                if !option.isEmpty { options.append(option) }
                option = ""
            } else {
                option.append(character)
            }
        }
        // lib/cmdline.c next_arg(): an open quote takes in everything that follows.
        guard !inQuotes else {
            throw ConfigError(at, "cmdline \(quoted(text)) has a quote without its end", hint: "close it with \\\"")
        }
        if !option.isEmpty { options.append(option) }
        // kernel/params.c parse_args(): all after it goes to init.
        guard !options.contains("--") else {
            throw ConfigError(at, "cmdline \(quoted(text)) has --, after which the kernel reads no option")
        }
        return options.joined(separator: " ")
    }
}
