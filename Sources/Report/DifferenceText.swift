public import RouteModel

/// The differences between two policies in words, in lines of at most 72 columns where words allow it.
public struct DifferenceText {
    private static let width = 72
    private let a: Policy
    private let b: Policy
    private let comparison: Comparison
    private let kernel: String

    public init(_ a: Policy, _ b: Policy, _ comparison: Comparison, kernel: String) {
        self.a = a
        self.b = b
        self.comparison = comparison
        self.kernel = kernel
    }

    /// - Parameter mail: with the commands that show a difference again left out.
    public func text(mail: Bool) -> String {
        let routes = comparison.differences.filter { $0.subject == .routes }.map(\.points).reduce(0, +)
        var lines = ["\(name(a)) and \(name(b))", ""]
        lines += Self.wrapped(
            "\(comparison.points) configurations compared, \(routes) with other routes; "
                + "\(counted(comparison.differences.count, "difference")), the smallest configuration of each:")
        for (number, difference) in comparison.differences.enumerated() {
            lines.append("")
            lines += block(number + 1, DifferenceRecord(difference, a, b, kernel: kernel), mail: mail)
        }
        return lines.joined(separator: "\n")
    }

    private func name(_ policy: Policy) -> String { "\(policy.name) (\(policy.readFrom))" }

    private func block(_ number: Int, _ record: DifferenceRecord, mail: Bool) -> [String] {
        let difference = record.difference
        let what = record.fact.map { "the fact \($0)" } ?? "routes"
        var lines = ["\(number). \(what), in \(difference.points) configurations"]
        var boot = difference.smallest.boot
        boot.kernel = kernel
        lines += Self.wrapped(BootText.text(boot).replacing("  ", with: ", "), indent: 4)
        let device = difference.smallest.device.name + (difference.smallest.device.untrusted ? ", untrusted" : "")
        let request = CellText.request(difference.smallest.request)
        let trusted = difference.smallest.device.tState ? ", T=1" : ""
        lines += Self.wrapped(record.fact == nil ? "\(device)\(trusted), \(request)" : device + trusted, indent: 4)
        let column = max(a.name.count, b.name.count)
        for (policy, prediction) in [(a, difference.a), (b, difference.b)] {
            let said = Self.wrapped(Self.text(prediction), indent: column + 6)
            let first = said.first.map { $0.drop { $0 == " " } } ?? ""
            lines.append("    " + policy.name.padded(to: column) + "  " + first)
            lines += said.dropFirst()
        }
        for reason in record.reasons {
            lines += Self.wrapped("\(reason.policy): \(reason.says) [\(reason.rule), \(reason.cite)]", indent: 4)
        }
        if !mail {
            lines.append("    again  dmaroute predict " + ConfigurationFlags.text(difference.smallest, kernel: kernel))
        }
        return lines
    }

    private static func text(_ prediction: Difference.Prediction) -> String {
        switch prediction {
        case .fact(let text): text == "\(UInt64.max)" ? "no limit" : text
        case .outcomes:
            DifferenceRecord.routes(prediction).map { $0.map(RouteText.text).joined(separator: "; or ") }
                ?? "unmodelled"
        }
    }

    /// Words in lines; a word that is longer stands alone.
    private static func wrapped(_ text: String, indent: Int = 0) -> [String] {
        let margin = String(repeating: " ", count: indent)
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, indent + line.count + 1 + word.count > width {
                lines.append(margin + line)
                line = ""
            }
            line += line.isEmpty ? String(word) : " " + word
        }
        return lines + [margin + line]
    }
}
