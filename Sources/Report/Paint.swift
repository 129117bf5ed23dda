public import Verdict

/// Colours for a terminal; none elsewhere.
public struct Paint: Sendable {
    public let on: Bool

    public init(on: Bool) { self.on = on }

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

    public func faint(_ text: String) -> String { painted(text, "2") }

    private func painted(_ text: String, _ code: String) -> String {
        on ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
    }
}
