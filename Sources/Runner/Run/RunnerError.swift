/// What went wrong with a run, where, and what to do.
public struct RunnerError: Error, CustomStringConvertible, Sendable {
    /// What went wrong and where, in a sentence.
    public var message: String
    /// What to do about it; nil where that cannot be told.
    public var hint: String?

    public init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }

    /// Message and, where there is one, hint, a line each, as the command prints them.
    public var description: String { hint.map { "\(message)\n  hint: \($0)" } ?? message }
}
