import ArgumentParser
import Evidence
import Foundation
import Journal
import Mutations
import Report
@testable import Runner
import TestSupport
import Testing

@testable import DMARouteCommand

/// How hard a run's verdicts are to fool, as the command tells it.
struct QualifyTests: KeepsRuns {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test func aRunWithoutEvidenceHasNothingToSay() async throws {
        try make()
        for words in [["--part", "rules"], ["--part", "evidence"], []] {
            let ran = await Ran.command(["qualify", "\(runs)/2026-11-22-a"] + words)
            #expect(ran.code == 4, "\(words)")
        }
        let rules = await Ran.command("qualify", "\(runs)/2026-11-22-a", "--part", "rules")
        #expect(rules.output == "0 rules, 0 reached by this run, 0 caught when negated, 0 survived\n")
    }

    @Test func whatCannotBeAskedIsRefused() async throws {
        try make()
        let run = "\(runs)/2026-11-22-a"
        for words in [
            ["--part", "kernel"], ["--mutations", "0"], ["--files", "console.log"], ["--format", "json"],
        ] {
            #expect(await Ran.command(["qualify", run] + words).code == 2, "\(words)")
        }
        #expect(await Ran.command("qualify", "\(runs)/none").code == 2)
        #expect(await Ran.command("qualify", "--output", "\(scratch.path)/empty").code == 2)
    }

    /// Code 1 for a survivor, and for a verdict that nobody can explain.
    @Test(arguments: [(0, 0, 0), (1, 0, 1), (0, 1, 1)])
    func survivorsAreNamed(survived: Int, unexplained: Int, code: Int32) async throws {
        var figure = EvidenceQualification.Figure(file: .trace, kind: .exchange)
        figure.mutations = 9
        figure.decisive = 5
        figure.caught = 5 - survived
        figure.unexplained = unexplained
        func finding(_ outcome: String) -> EvidenceQualification.Finding {
            .init(
                boot: "0123456789ab", file: .trace, kind: .exchange, line: 12,
                says: "line 12 and line 13 changed places",
                cell: "fedcba98765432", cells: 3, outcome: outcome)
        }
        var outcome = EvidenceQualification.Outcome(seed: 5, boots: 2, cells: 7)
        outcome.figures = [figure]
        if survived > 0 { outcome.survivors = [finding("one became two")] }
        if unexplained > 0 { outcome.unexplained = [finding("error: why")] }
        for words in [[], ["--format", "json"]] {
            let report = EvidenceReport(outcome: outcome, common: try CommonOptions.parse(words))
            let ran = await Ran.listening {
                do {
                    try report.write()
                    return 0
                } catch {
                    return CommandExit.end(error, of: DMARoute.self)?.code
                }
            }
            #expect(ran.code == code)
            guard words.isEmpty else { continue }
            #expect(ran.output.contains("ftrace.txt  exchange     9         5       \(5 - survived)"))
            #expect(ran.output.contains("0123456789ab/ftrace.txt:12") == (survived + unexplained > 0))
            #expect(ran.output.contains("9 changes of the evidence of 2 boots with 7 cells, seed 5; 5 of what"))
        }
    }
}
