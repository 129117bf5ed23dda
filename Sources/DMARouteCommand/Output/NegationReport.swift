import Journal
import Plan
import Runner
import Verdict

/// What `dmaroute check --negate` answers.
struct NegationReport {
    let run: RunFolder
    let log: RunLog
    let plan: Plan
    let common: CommonOptions

    func write() throws { try tell(Negation(run: run, log: log, plan: plan).findings()) }

    func tell(_ findings: [Negation.Finding]) throws {
        let survivors = findings.filter(\.survived)
        let unexplained = findings.filter { $0.explained < $0.turned }
        if common.format == .json {
            try StandardOutput.write(json: findings)
        } else {
            for finding in findings { StandardOutput.write(line(finding)) }
            let reached = findings.count { $0.reached > 0 }
            StandardOutput.write(
                """
                \(findings.count) rules, \(reached) reached by this run, \
                \(findings.count { $0.turned > 0 }) caught when negated, \(survivors.count) survived
                """)
            for survivor in survivors {
                StandardOutput.write("survived  \(survivor.policy)  \(survivor.rule): \(survivor.says)")
            }
            for finding in unexplained {
                StandardOutput.write(
                    "\(finding.turned - finding.explained) of \(finding.turned) reasons do not name the rule  "
                        + "\(finding.policy)  \(finding.rule)")
            }
        }
        if findings.isEmpty { throw CommandExit.Code(value: RunExit.noObservation) }
        if !survivors.isEmpty || !unexplained.isEmpty { throw CommandExit.Code(value: 1) }
    }

    private func line(_ finding: Negation.Finding) -> String {
        let state =
            finding.reached == 0
            ? "not reached" : finding.survived ? "SURVIVED" : finding.turned == 0 ? "only permits" : "caught"
        return "\(state)  \(finding.policy)  \(finding.rule)  \(finding.turned) forbidden of \(finding.reached) cells"
    }
}
