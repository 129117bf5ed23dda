import ArgumentParser
import Foundation
import Journal
import Plan
import Report
import RouteModel
import Runner
import Verdict

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Judge the evidence of a run or of an observed machine, with this or another policy; boots nothing.",
        discussion: """
            Writes a new run folder with the verdicts; the evidence stays where it is.

            With --negate each rule of the policies is made to answer the opposite, one at a time, and the evidence is \
            judged with that: a rule that the run exercises must make some cell forbidden. It lists what each negation \
            changes, and the survivors.

            EXAMPLES
              dmaroute check runs/2026-11-22-a
              dmaroute check runs/2026-11-22-a --policy linux-7.3
              dmaroute check runs/2026-11-22-a --negate
              dmaroute check /tmp/observed                 what dmaroute-observe has written
            """)

    @Argument(help: ArgumentHelp("Folder of a run, or of an observer.", valueName: "run"), completion: .directory)
    var folder: String

    @Option(help: "Policy to judge with; the default is that of the run, own is each kernel's.")
    var policy: String?

    @Option(help: "Folder that holds the runs.", completion: .directory)
    var output = "runs"

    @Flag(help: "Negate every rule in turn instead.")
    var negate = false

    @OptionGroup var known: KnownOptions
    @OptionGroup var faults: FaultOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard !negate || policy == nil else {
            throw ValidationError("--negate goes by each kernel's own policy, so --policy has no place beside it")
        }
    }

    func run() throws {
        guard !ObservedEvidence.isOne(folder) else { return try checkObserved() }
        let old = try RunFolder(existing: folder)
        let work = try old.readWork()
        let plan = work.own
        let log = try old.readLog(plan: work.plan)
        guard !negate else { return try NegationReport(run: old, log: log, plan: plan, common: common).write() }
        var header = log.header
        let choice = policy.map(PolicyChoice.init) ?? header.policy
        let chosen = try choice.asked()
        let declarations = try known.declarations(for: plan, policy: chosen)
        header.policy = choice
        header.judges = old.path
        header.session = nil
        header.merged = nil
        let new = try RunFolder(newIn: output)
        let predictions = Predictions(of: plan, by: chosen)
        try new.write(work.plan, part: work.part, predictions)
        let journal = try JournalFile(path: new.journal)
        try journal.append(.runBegin(header))
        let cells = try Rejudgement(
            run: old, log: log, plan: plan, policy: chosen, predictions: predictions, declarations: declarations
        ).judge(into: journal)
        tellOfPredictions(predictions, of: old)
        var conclusion = RunConclusion(plan: plan, header: header, cells: cells, folder: new, common: common)
        conclusion.declared = try known.faults()
        conclusion.failsOnFaults = faults.failOnFaults
        try conclusion.write(to: journal)
    }

    /// The verdicts may differ from the run's own because the policy does.
    private func tellOfPredictions(_ now: Predictions, of old: RunFolder) {
        guard !common.quiet, let before = try? Predictions(old) else { return }
        let count = now.differing(from: before)
        guard count > 0 else { return }
        CommandExit.complain("\(counted(count, "cell")) predicted otherwise than before the boots of \(old.path)")
    }

    private func checkObserved() throws {
        guard !negate else { throw ValidationError("--negate takes a run, and \(folder) is an observed machine") }
        let chosen = try policy.map(PolicyChoice.init)?.asked()
        try ObservedCheck(folder: folder, policy: chosen, output: output, common: common).run()
    }
}
