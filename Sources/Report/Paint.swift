public import Verdict

/// Colours for a terminal; none elsewhere.
public struct Paint: Sendable {
    /// Whether anything is coloured.
    public let on: Bool

    public init(on: Bool) { self.on = on }

    /// A status as a word in its own colour.
    public func status(_ status: Status) -> String {
        let code =
            switch status {
            case .pass: "32"
            case .fail, .error: "31;1"
            case .miss, .xfail: "33"
            case .skip: "36"
            }
        return painted(status.rawValue, code)
    }

    /// A text that stands back behind what is around it.
    public func faint(_ text: String) -> String { painted(text, "2") }

    private func painted(_ text: String, _ code: String) -> String {
        on ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
    }
}
