import ArgumentParser
import Files
import Foundation
import Intake
import Journal
import Lab
import Plan
import Report
import RouteModel
import Runner
import Verdict

struct ReproduceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reproduce",
        abstract: "Read a bug report, and say what its kernel does there.",
        discussion: """
            Takes what people paste, in any mix: kernel messages, /proc/cmdline, lspci, a QEMU command line, mail with \
            its quotes. Says what it read and where, what it had to assume and whether that matters, and what every \
            policy predicts. Then it boots the nearest configuration, and says whether the symptom is there. Nothing of \
            a report but numbers, known words and known options gets into a configuration.

            EXAMPLES
              dmaroute reproduce report.txt
              ssh somewhere dmesg | dmaroute reproduce --predict-only --format json
            """)

    @Argument(help: "Files of one report; standard input where none is named.", completion: .file())
    var files: [String] = []

    @Flag(help: "Predict alone, and boot nothing.")
    var predictOnly = false

    @Option(
        name: .customLong("set"),
        help: "Set a fact by hand, such as mask=32 or cmdline=\"iommu=pt\". It weighs more than what is read.")
    var facts: [String] = []

    @Flag(help: "Print a short mail to the reporter that asks for what is missing, and boot nothing.")
    var ask = false

    @Flag(help: "Name every policy with what it predicts.")
    var verbose = false

    @OptionGroup var guests: GuestOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let pasted = try ReportInput.read(files)
        let kernels = try Installation.kernelNames()
        var reproduction = Reproduction.of(pasted, kernels: kernels, given: try given())
        let plan = plan(for: &reproduction)
        let cell = plan?.cells.first
        if let cell {
            reproduction.configuration = Configuration(boot: cell.boot, device: cell.device, request: cell.request)
        }
        if let plan, let cell, !predictOnly, !ask, !guests.dryRun, reproduction.answer != .cannotTell,
            reproduction.answer != .notModelled
        {
            reproduction.take(try await boot(plan, cell))
            try await bootBestAction(&reproduction)
        }
        let record = ReproductionRecord(reproduction, of: pasted, cell: cell?.id)
        if ask { return StandardOutput.write(record.mail) }
        guard common.format == .text else { return try StandardOutput.write(json: record) }
        StandardOutput.write(record.text(verbose: verbose))
    }

    /// Boots the best of what can be tried, where the symptom was seen without it; what no config can ask for stays
    /// predicted, and says why.
    private func bootBestAction(_ reproduction: inout Reproduction) async throws {
        guard reproduction.isSeen else { return }
        var boots = 0
        for (index, action) in reproduction.actions.enumerated() where boots < Self.mostBoots {
            guard let configuration = action.configuration else { continue }
            let plan: Plan
            do throws(ConfigError) {
                plan = try configuration.plan()
            } catch {
                let why = BootOutcome(run: nil, verdict: "none", route: nil, reason: [error.message])
                reproduction.take(why, ofAction: index)
                continue
            }
            guard let cell = plan.cells.first else { continue }
            boots += 1
            if reproduction.take(try await boot(plan, cell), ofAction: index) { return }
        }
    }

    /// Actions that are booted until one helps.
    private static let mostBoots = 2

    private func given() throws -> [StatedFact] {
        try facts.map { text in
            do { return try StatedFact(text) } catch { throw ValidationError("--set \(error)") }
        }
    }

    /// The plan of the one cell that stands for the report. Where no config could ask for it a prediction is left, and
    /// the answer says why.
    private func plan(for reproduction: inout Reproduction) -> Plan? {
        guard let configuration = reproduction.configuration else { return nil }
        do throws(ConfigError) {
            return try configuration.plan()
        } catch {
            reproduction.take(BootOutcome(run: nil, verdict: "none", route: nil, reason: [error.message]))
            return nil
        }
    }

    /// What a guest showed. A machine that cannot boot one leaves a prediction, and says why.
    private func boot(_ plan: Plan, _ cell: Cell) async throws -> BootOutcome {
        do {
            let execution = PlanRun(plan: plan, policy: nil, guests: guests, common: common)
            return try await execution.judge { conclusion, journal in
                _ = try conclusion.record(to: journal)
                guard let judged = conclusion.judged(cell)?.judgement else {
                    return BootOutcome(run: conclusion.folder.path, verdict: "none", route: nil, reason: [])
                }
                return BootOutcome(
                    run: conclusion.folder.path, verdict: judged.verdict.rawValue, route: judged.route,
                    reason: judged.reason)
            }
        } catch let error as LabError where error.kind == .cancelled {
            throw error
        } catch let error as CancellationError {
            throw error
        } catch {
            return BootOutcome(run: nil, verdict: "none", route: nil, reason: [FileProblem.text(of: error)])
        }
    }
}

extension Configuration {
    /// The plan of this one cell.
    fileprivate func plan() throws(ConfigError) -> Plan {
        try Plan(name: "reproduce", boot: boot, only: Plan.Asked(device: device, request: request))
    }
}
