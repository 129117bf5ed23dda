import Faults
public import Journal
import Plan
import Printing
import RouteModel
import Verdict

/// A run as workflow commands of GitHub Actions, which turns each into an annotation.
///
/// GitHub shows ten errors and ten warnings of a step; the worst come first, and a notice counts all.
public struct GitHubReport {
    private let log: RunLog
    private let faults: [KernelFault]

    public init(_ log: RunLog, faults: ToldFaults = .none) {
        self.log = log
        self.faults = faults.faults
    }

    /// Annotations of a kind that a step can have.
    static let shown = 10
    /// Bytes of a message, before it is escaped.
    static let messageLimit = 4000

    /// Workflow commands, a line each: errors, warnings, and the notice that counts all.
    public var text: String {
        let worst = log.worstFirst
        let errors = worst.filter { [.fail, .error].contains($0.judgement.status) }
        let warnings = worst.filter { $0.judgement.status == .miss }
        var lines = errors.prefix(Self.shown).map { command("error", $0) }
        lines += faults.prefix(Self.shown).map(warning)
        lines += warnings.prefix(max(0, Self.shown - faults.count)).map { command("warning", $0) }
        lines.append("::notice title=dmaroute::\(Self.message(summary))")
        return lines.joined(separator: "\n") + "\n"
    }

    private var summary: String {
        let open = log.open > 0 ? "; \(counted(log.open, "cell")) without a verdict" : ""
        return "\(PlainText.line(log.name)): \(log.counts)\(open)"
            + (faults.isEmpty ? "" : "; \(counted(faults.count, "fault"))")
    }

    private func warning(_ fault: KernelFault) -> String {
        let title = "FAULT \(fault.kind.rawValue): \(fault.says)"
        return "::warning title=\(Self.property(PlainText.line(title)))::\(Self.message(ToldFaults.text(fault)))"
    }

    private func command(_ kind: String, _ told: JudgedCell) -> String {
        let title = "\(told.judgement.status.rawValue) \(told.judgement.verdict.rawValue) \(told.cell.boot.kernel)"
        return "::\(kind) title=\(Self.property(PlainText.line(title)))::\(Self.message(log.proof(told)))"
    }

    /// As actions/toolkit, packages/core/src/command.ts, escapes the data of a command.
    static func message(_ text: String) -> String {
        PlainText.cut(text, toBytes: messageLimit).kept.escaped(data)
    }

    /// As it escapes a property of one.
    static func property(_ text: String) -> String {
        text.escaped(data.merging([":": "%3A", ",": "%2C"]) { $1 })
    }

    private static let data: [Unicode.Scalar: String] = ["%": "%25", "\r": "%0D", "\n": "%0A"]
}
