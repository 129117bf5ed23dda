/// From the version of a kernel with which something was good to the one with which it is bad.
public struct KernelRange: Hashable, Sendable {
    /// Versions of packages, such as `7.3.4-1~bpo13+1`; nil where none is recorded.
    public var good: String?
    /// Version of the package with which something is bad; nil where none is recorded.
    public var bad: String?

    public init(good: String?, bad: String?) {
        self.good = good
        self.bad = bad
    }

    /// Whether the kernel can be what changed.
    public var differs: Bool { good != bad }

    /// `7.3.3-1..7.3.4-1 (git log v7.3.3..v7.3.4)`; the one version where it is the same.
    public var text: String {
        let (good, bad) = (PlainText.line(good ?? "?"), PlainText.line(bad ?? "?"))
        guard good != bad, self.good != nil else { return bad }
        guard let from = Self.tag(self.good), let to = Self.tag(self.bad), from != to else { return "\(good)..\(bad)" }
        return "\(good)..\(bad) (git log \(from)..\(to))"
    }

    /// The tag in Linus' or the stable tree that a version was made from: `v7.3.4`, `v7.4-rc2`; nil where it does not say.
    static func tag(_ version: String?) -> String? {
        guard let version,
            let match = version.prefixMatch(of: /(?:[0-9]+:)?([0-9]+\.[0-9]+(?:\.[0-9]+)?)(?:[~-](rc[0-9]+))?/)
        else { return nil }
        let rest = version[match.range.upperBound...].first
        guard rest == nil || rest == "-" || rest == "~" || rest == "+" else { return nil }
        // The first of a series is called 7.3 there, and 7.3.0 by itself.
        let number = match.1.hasSuffix(".0") ? match.1.dropLast(2) : match.1
        return "v" + number + (match.2.map { "-" + $0 } ?? "")
    }
}
