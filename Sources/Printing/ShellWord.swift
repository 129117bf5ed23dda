/// Text as one word of a POSIX shell's command line.
public enum ShellWord {
    /// The text in single quotes, within which nothing but a single quote means anything; as it is where nothing in it
    /// means anything anyway.
    public static func quoted(_ text: String) -> String { isPlain(text, besides: "") ? text : singleQuoted(text) }

    /// The same, of a word that does not stand first, where `=` means nothing either.
    public static func argument(_ text: String) -> String { isPlain(text, besides: "=") ? text : singleQuoted(text) }

    /// The text in double quotes where a shell takes nothing in them for its own, and else in single ones.
    public static func doubleQuoted(_ text: String) -> String {
        // An interactive bash takes `!` for a word of its history.
        text.utf8.contains(where: "\"\\`$!".utf8.contains) ? singleQuoted(text) : "\"\(text)\""
    }

    private static func isPlain(_ text: String, besides: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy {
                0x30...0x39 ~= $0 || 0x61...0x7a ~= $0 | 0x20 || "._-/+:@%,".utf8.contains($0)
                    || besides.utf8.contains($0)
            }
    }

    private static func singleQuoted(_ text: String) -> String { "'" + text.escaped(["'": "'\\''"]) + "'" }
}
