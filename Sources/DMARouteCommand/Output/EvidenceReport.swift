import Report
import Evidence
import Mutations
import Plan
import Runner
import Verdict

/// What `dmaroute qualify --part evidence` answers.
struct EvidenceReport {
    let outcome: EvidenceQualification.Outcome
    let common: CommonOptions

    func write() throws {
        if common.format == .json {
            try StandardOutput.write(json: outcome)
        } else {
            StandardOutput.write(text)
        }
        guard outcome.figures.contains(where: { $0.mutations > 0 }) else {
            throw CommandExit.Code(value: RunExit.noObservation)
        }
        if !outcome.survivors.isEmpty || !outcome.unexplained.isEmpty { throw CommandExit.Code(value: 1) }
    }

    var text: String {
        let made = outcome.figures.filter { $0.mutations > 0 }
        let head = ["file", "change", "made", "decisive", "caught", "survived", "unexplained"]
        let rows = made.map { figure in
            [figure.file.rawValue, figure.kind.rawValue]
                + [figure.mutations, figure.decisive, figure.caught, figure.survived, figure.unexplained].map {
                    "\($0)"
                }
        }
        func sum(_ count: KeyPath<EvidenceQualification.Figure, Int>) -> Int {
            made.reduce(0) { $0 + $1[keyPath: count] }
        }
        let columns = head.indices.map { column in ([head] + rows).map { $0[column].count }.max() ?? 0 }
        let table = ([head] + rows).map { row in
            row.indices.map { column in
                let fill = String(repeating: " ", count: columns[column] - row[column].count)
                return column < 2 ? row[column] + fill : fill + row[column]
            }.joined(separator: "  ")
        }
        let findings =
            outcome.survivors.map { "survived     \(line($0)): \(told($0)) \($0.outcome)" }
            + outcome.unexplained.map { "unexplained  \(line($0)): \(told($0)) \($0.outcome)" }
        let total =
            "\(sum(\.mutations)) changes of the evidence of \(counted(outcome.boots, "boot")) with "
            + "\(counted(outcome.cells, "cell")), seed \(outcome.seed); \(sum(\.decisive)) of what a verdict rests on: "
            + "\(sum(\.caught)) caught, \(sum(\.survived)) survived; \(sum(\.unexplained)) unexplained"
        return (table + findings + [total]).joined(separator: "\n")
    }

    private func line(_ finding: EvidenceQualification.Finding) -> String {
        "\(finding.boot)/\(finding.file.rawValue)\(finding.line.map { ":\($0)" } ?? "")  \(finding.kind.rawValue), "
            + finding.says
    }

    private func told(_ finding: EvidenceQualification.Finding) -> String {
        let others = finding.cells > 1 ? " and \(finding.cells - 1) more" : ""
        return "\(finding.cell.prefix(12))\(others):"
    }
}
