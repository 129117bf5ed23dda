/// Text as one word of a POSIX shell's command line.
public enum ShellWord {
    /// The text in single quotes, within which nothing but a single quote means anything; as it is where nothing in it
    /// means anything anyway.
    public static func quoted(_ text: String) -> String {
        let plain = text.utf8.allSatisfy {
            0x30...0x39 ~= $0 || 0x61...0x7a ~= $0 | 0x20 || "._-/+:@%,".utf8.contains($0)
        }
        return plain && !text.isEmpty ? text : "'" + text.replacing("'", with: "'\\''") + "'"
    }
}
