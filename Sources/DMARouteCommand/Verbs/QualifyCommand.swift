public import ArgumentParser
public import Evidence
import Foundation
import Journal
import Plan
import Runner

struct QualifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "qualify",
        abstract: "Tell how hard a run's verdicts are to fool; boots nothing.",
        discussion: """
            rules: each rule of the policies is made to answer the opposite, one at a time, and the evidence is judged \
            with that: a rule that the run exercises must make some cell forbidden.

            evidence: the files of the boots are changed at random, one at a time, and judged again: lines go, change \
            places or come from another boot, numbers differ, files end early. What a verdict rests on, dmaroute explain \
            tells; a change of that must change the verdict.

            Survivors are named, and make the exit code 1. The run's folder stays as it is.

            EXAMPLES
              dmaroute qualify                             the newest run in runs/
              dmaroute qualify runs/2026-11-22-a --part evidence --mutations 20 --seed 7
              dmaroute qualify --part evidence --files ftrace.txt --files trace-stats.txt
            """)

    /// What is made wrong.
    enum Part: String, ExpressibleByArgument, CaseIterable {
        case rules
        case evidence
    }

    @Argument(
        help: ArgumentHelp("Folder of a run; the default is the newest.", valueName: "run"), completion: .directory)
    var folder: String?

    @Option(help: "What is made wrong: rules, or evidence; the default is both.")
    var part: [Part] = []

    @Option(help: "evidence: the same seed makes the same changes.")
    var seed: UInt64 = 1

    @Option(help: "evidence: changes of each kind in each kind of file.")
    var mutations = 100

    @Option(help: "evidence: a file that is changed, such as ftrace.txt; the default is each.")
    var files: [EvidenceFile] = []

    @Option(help: "Folder that holds the runs.", completion: .directory)
    var output = "runs"

    @OptionGroup var common: CommonOptions

    private var parts: [Part] { part.isEmpty ? Part.allCases : Part.allCases.filter(part.contains) }

    func validate() throws {
        guard (1...1_000_000).contains(mutations) else {
            throw ValidationError("--mutations takes a number from 1 to 1000000")
        }
        guard common.format == .text || parts.count == 1 else {
            throw ValidationError("--format json is one document: name one --part")
        }
    }

    func run() throws {
        guard let path = folder ?? RunShelf(path: output).newest else {
            throw RunnerError(
                "there is no run in \(output)", hint: "name one, such as dmaroute qualify runs/2026-11-22-a")
        }
        let folder = try RunFolder(existing: path)
        let work = try folder.readWork()
        let log = try folder.readLog(plan: work.plan)
        var worst: CommandExit.Code?
        for part in parts {
            do {
                switch part {
                case .rules: try NegationReport(run: folder, log: log, plan: work.own, common: common).write()
                case .evidence: try qualifyEvidence(folder, log, work.own)
                }
            } catch let code as CommandExit.Code {
                // A survivor is worse than a run of which nothing can be told.
                if worst.map({ $0.value > code.value }) ?? true { worst = code }
            }
        }
        if let worst { throw worst }
    }

    private func qualifyEvidence(_ folder: RunFolder, _ log: RunLog, _ plan: Plan) throws {
        let qualification = EvidenceQualification(
            run: folder, log: log, plan: plan, policy: try log.header.policy.asked())
        let isQuiet = common.quiet
        let outcome = qualification.outcome(
            seed: seed, count: mutations, files: files.isEmpty ? EvidenceFile.allCases : files
        ) { done, all in
            if !isQuiet { CommandExit.complain("evidence of \(done) of \(all) boots changed and judged") }
        }
        try EvidenceReport(outcome: outcome, common: common).write()
    }
}

extension EvidenceFile: ExpressibleByArgument {}
