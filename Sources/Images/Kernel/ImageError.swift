/// What went wrong while kernels were made ready: what, why, and what to do about it.
public struct ImageError: Error, Sendable, CustomStringConvertible {
    /// What kind of thing it was, for a caller that answers differently.
    public enum Kind: String, Sendable {
        /// A name, path or setting that the caller gave.
        case usage
        /// A program that is needed is not installed.
        case missingTool
        /// Packages or their index could not be fetched.
        case fetch
        /// Too little room on the disk.
        case disk
        /// A package, kernel or executable is not what it should be.
        case content
        /// The probe module could not be built.
        case probe
        /// Something took longer than its time limit.
        case timeLimit
        /// A file or folder could not be read or written.
        case file
    }

    public let kind: Kind
    /// What happened, where and why, in one sentence.
    public let message: String
    /// What to do about it.
    public let hint: String?
    /// The last lines that a program said, oldest first.
    public let log: [String]

    init(_ kind: Kind, _ message: String, hint: String? = nil, log: [String] = []) {
        self.kind = kind
        self.message = message
        self.hint = hint
        self.log = log
    }

    public var description: String {
        var lines = ["error: \(message)"]
        lines += log.map { "  | \($0)" }
        if let hint { lines.append("  hint: \(hint)") }
        return lines.joined(separator: "\n")
    }
}
