/// What cannot be done with a history, where, and what to do.
public struct HistoryError: Error, CustomStringConvertible, Sendable {
    /// What cannot be done and why, in a sentence.
    public var message: String
    /// What to do about it.
    public var hint: String

    public init(_ message: String, hint: String) {
        self.message = message
        self.hint = hint
    }

    /// Message and hint, a line each, as the command prints them.
    public var description: String { "\(message)\n  hint: \(hint)" }
}
