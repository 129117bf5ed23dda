import Verdict

/// What became of a driver's DMAs, for a reader.
enum DMAText {
    static func lines(_ findings: DMAFindings) -> [String] {
        guard findings.total > 0 else { return ["the trace shows none"] }
        var lines = findings.rows.map { row in
            let counts = [
                ("agree", row.agree), ("forbidden", row.forbidden), ("unmodelled", row.unmodelled),
                ("indeterminate", row.indeterminate),
            ].filter { $0.1 > 0 }
            return "\(row.call.padded(to: 20))\(row.path.padded(to: 19))"
                + counts.map { "\($0.1) \($0.0)" }.joined(separator: ", ")
        }
        var more: [String] = []
        if findings.confirmed > 0 { more.append("\(findings.confirmed) that the device was seen to use") }
        if findings.early > 0 { more.append("\(findings.early) before /init") }
        if findings.conditional > 0 { more.append("\(findings.conditional) conditional") }
        if !more.isEmpty { lines.append("among them \(more.joined(separator: ", "))") }
        if findings.hiddenEntries > 0 {
            lines.append("\(findings.hiddenEntries) entries of lists that no line shows are not judged")
        }
        lines += findings.notes
        if let worst = findings.worst {
            lines.append("\(worst.verdict.rawValue): \(worst.call)")
            lines += worst.reasons.map { "    \($0)" }
            lines.append("| \(worst.line.drop { $0 == " " })")
        }
        return lines
    }
}
