import Glibc

/// Why something could not be done with a file: what, where, the system's reason, and what to do.
public struct FileProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// What failed, with the path and the reason, in a sentence.
    public var message: String
    /// What to do about it; nil where that cannot be told.
    public var hint: String?
    /// The system's number of the reason; 0 where the reason is not the system's.
    public var number: Int32

    /// A reason that is not the system's.
    public init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
        number = 0
    }

    /// A reason of the system's.
    /// - Parameters:
    ///   - action: what was to be done, as in `write`.
    ///   - number: an errno.
    public init(_ action: String, _ path: String, _ number: Int32) {
        message = "cannot \(action) \(path): \(String(cString: strerror(number)))"
        hint = Self.hints[number]
        self.number = number
    }

    /// Message and, where there is one, hint, a line each, as the command prints them.
    public var description: String { hint.map { "\(message)\n  hint: \($0)" } ?? message }

    /// Whether nothing could be written there now, whatever it is: the disk is full, broken or read-only.
    public var isOfTheDisk: Bool { [ENOSPC, EDQUOT, EROFS, EIO].contains(number) }

    private static let hints: [Int32: String] = [
        ENOSPC: "make room there, or name a place on another disk",
        EDQUOT: "make room there, or name a place on another disk",
        EACCES: "look who it belongs to, or name another place", EPERM: "look who it belongs to, or name another place",
        EIO: "look at the disk, or name a place on another one", EROFS: "name a place that can be written to",
        ENOENT: "make its folder first", EISDIR: "name a file",
        ENOTDIR: "name a place below a folder", EBADF: "it is closed: open it, or name a file",
        ELOOP: "a link stands there: name what it leads to",
    ]
}
