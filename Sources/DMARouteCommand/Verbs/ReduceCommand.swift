import ArgumentParser
import Files
import Foundation
import Journal
import Plan
import Report
import RouteModel
import Runner
import Search
import Verdict

struct ReduceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reduce",
        abstract: "Find the smallest configuration that still shows what a cell showed.",
        discussion: """
            Boots simpler and simpler configurations: without the requests before it in its boot, without encryption, \
            vIOMMU, words of the command line, with less RAM, usual masks, a smaller request. What it keeps is the verdict \
            and the way that the DMA went; with --against, that two kernels differ as they do here. Beginning and end are \
            booted several times, so that the answer says how reliable it is. Every boot's folder is kept beside \
            reduction.json.

            EXAMPLES
              dmaroute reduce runs/2026-11-22-a --cell 9c1e4f20a3b1
              dmaroute reduce runs/2026-11-22-a --cell 9c1e --against linux-7.2 --repeat 5
            """)

    @Argument(help: ArgumentHelp("Folder of a run.", valueName: "run"), completion: .directory)
    var folder: String

    @Option(help: "First digits of the cell's id.")
    var cell: String

    @Option(help: "Another kernel, on which the same configuration must go another way.")
    var against: String?

    @Option(name: .customLong("repeat"), help: "How often beginning and end are booted.")
    var repeats = 3

    @OptionGroup var guests: GuestOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard (1...100).contains(repeats) else { throw ValidationError("--repeat is 1 to 100") }
    }

    func run() async throws {
        let log = try RunFolder(existing: folder).readLog()
        let closed = try log.cell(cell)
        let start = Candidate(closed.cell, in: log.plan)
        let policy = try log.header.policy.policy(of: log.name)
        let wanted = Signature(closed.judgement, closed.observation)
        guard against != nil || closed.judgement.verdict != .unavailable else {
            throw ValidationError("the cell was not run, so it shows nothing: \(closed.judgement.reason.first ?? "")")
        }
        let others = try Installation.kernelNames().filter { $0 != closed.cell.boot.kernel }
        if let against, !others.contains(against) {
            throw ValidationError("--against takes another kernel: \(others.joined(separator: ", "))")
        }
        if guests.dryRun {
            let shown = against.map { "that \($0) differs" } ?? wanted.text
            return StandardOutput.write(
                "would reduce \(CellText.text(closed.cell)), which shows \(shown); nothing was started")
        }
        var options = guests
        options.output = "\(guests.output)/reduce-\(closed.cell.shortID)"
        let trials = Trials(policy: policy, guests: options, common: common, kernels: kernels(of: log))
        defer { trials.close() }
        var difference: [Signature]?
        let name = "reduce"
        let reduction = try await Reduction(from: start, repeats: repeats) { candidate in
            let first = try await trials.run(candidate, named: name)
            guard let against else { return try say(candidate, first.map { $0.showing == wanted }) }
            guard let first, let second = try await trials.run(candidate.on(against), named: name) else {
                return try say(candidate, nil)
            }
            let seen = [first.showing, second.showing]
            if difference == nil, seen[0] != seen[1] { difference = seen }
            return try say(candidate, seen == difference)
        }
        guard let judged = reduction.smallest.plan(named: name, policy: nil) else { return }
        let answer = ReductionRecord(
            reduction, cell: closed.cell, smallest: judged.cell, showing: difference ?? [wanted], against: against,
            policy: policy?.name, boots: trials.boots, runs: trials.runs)
        try write(answer, to: options.output)
        guard common.format == .text else { return try finish(answer) { try StandardOutput.write(json: answer) } }
        try finish(answer) { StandardOutput.write(answer.text(folder: options.output)) }
    }

    /// What does not show again was not reduced.
    private func finish(_ answer: ReductionRecord, _ tell: () throws -> Void) throws {
        try tell()
        if answer.before.shown == 0 { throw CommandExit.Code(value: RunExit.missOrError) }
    }

    private func say(_ candidate: Candidate, _ shows: Bool?) throws -> Bool? {
        if !common.quiet {
            let word = shows.map { $0 ? "shows" : "gone " } ?? "none "
            CommandExit.complain("\(word)  \(CandidateText.text(candidate))")
        }
        return shows
    }

    private func write(_ answer: ReductionRecord, to folder: String) throws {
        try Folder.make(folder)
        try WholeFile.put(StandardOutput.json(answer), at: folder + "/reduction.json", isDurable: true)
    }

    /// The run's own kernels; another one is taken as it is at hand.
    private func kernels(of log: RunLog) -> [RunHeader.Kernel]? {
        against == nil ? log.header.kernels : nil
    }
}
