import ArgumentParser
import Faults
import Foundation
import Journal
import Lab
import Plan
import Report
import RouteModel
import Runner
import Verdict

struct FaultsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "faults",
        abstract: "Say which kernel does which harm, where in its source, and in which others it is; boots nothing.",
        discussion: """
            A fault is a duty of any kernel that this one breaks, whatever its policy predicts: bytes arrive or the call \
            fails, a call fails only where there is no way, no device gets what is not meant for it. Harms with one root \
            cause are one fault, with an id that is the same every night. A cell that agrees with its prediction can show \
            one. Without a run and with --predicted the whole space of the policies is searched.

            EXAMPLES
              dmaroute faults                              of the newest run in runs/
              dmaroute faults runs/2026-11-22-a --kernel linux-7.3
              dmaroute faults --predicted --format json
              dmaroute faults runs/2026-11-22-a --fault 1f0c5d2ab9e4 --format mail
              dmaroute faults --predicted --fault 1f0c5d2ab9e4 --format mail --tree ~/src/linux
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, mail
    }

    @Argument(
        help: ArgumentHelp("Folders of runs; the default is the newest.", valueName: "run"), completion: .directory)
    var folders: [String] = []

    @Option(help: "Only faults of this kernel; several times for several.")
    var kernel: [String] = []

    @Option(help: "First digits of a fault's id.")
    var fault: String?

    @Flag(help: "By prediction alone, over every configuration of the model's space.")
    var predicted = false

    @Option(help: "text, json, or mail: one fault as a mail to the kernel's maintainers, in lines of 72 columns.")
    var format: Format = .text

    @Option(
        help:
            "A kernel's source tree: a mail then names who looks after the file, and by its history the commits to ask.",
        completion: .directory)
    var tree: String?

    @Option(help: "Folder that holds the runs.", completion: .directory)
    var output = "runs"

    @OptionGroup var known: KnownOptions
    @OptionGroup var options: FaultOptions
    @Flag(name: .shortAndLong, help: "Say nothing but the answer.")
    var quiet = false

    func validate() throws {
        guard !predicted || folders.isEmpty else {
            throw ValidationError("--predicted looks at no run: leave the run out")
        }
        guard format != .mail || fault != nil else {
            throw ValidationError("a mail is about one fault: name it with --fault, as dmaroute faults lists them")
        }
        guard tree == nil || format == .mail else {
            throw ValidationError("--tree is read for a mail alone: ask for one with --format mail")
        }
        for name in kernel where predicted && Policy.named(name) == nil {
            let known = Policy.all.map(\.name).joined(separator: ", ")
            throw ValidationError("no policy is called \(name); there are \(known)")
        }
    }

    func run() async throws {
        let logs = try predicted ? [] : runs().map { try RunFolder(existing: $0).readLog(named: $0) }
        let all = predicted ? forecast() : Self.faults(of: logs)
        let summary = FaultSummary(try chosen(all), declared: try known.faults())
        switch format {
        case .json: try StandardOutput.write(json: summary.records)
        case .text where summary.faults.isEmpty: StandardOutput.write("no fault")
        case .text:
            StandardOutput.write(
                FaultText(summary.faults, declared: summary.declared, run: logs.first?.name).text)
        case .mail:
            let source = try tree.map(FaultTree.init)
            for fault in summary.faults { StandardOutput.write(Self.mail(fault, logs, try await source?.facts(fault))) }
        }
        if options.failOnFaults, summary.isNews { throw CommandExit.Code(value: RunExit.fail) }
    }

    private static func mail(_ fault: KernelFault, _ logs: [RunLog], _ tree: FaultMail.Tree?) -> String {
        let hand = ByHand(fault.smallest.boot, device: fault.smallest.device)
        return FaultMail(
            fault, logs: logs,
            byHand: .init(command: hand.command, note: hand.note, kernelWords: hand.kernelWords), tree: tree
        ).text
    }

    private func runs() throws -> [String] {
        guard folders.isEmpty else { return folders }
        guard let newest = RunShelf(path: output).newest else {
            throw RunnerError(
                "there is no run in \(output)", hint: "name one, or search the whole space with --predicted")
        }
        return [newest]
    }

    private static func faults(of logs: [RunLog]) -> [KernelFault] {
        var found = RunFaults()
        for log in logs { found.take(log) }
        return found.faults
    }

    private func forecast() -> [KernelFault] {
        let policies = kernel.isEmpty ? Policy.releases : Policy.all.filter { kernel.contains($0.name) }
        return FaultForecast.faults(FaultSearch.search(policies))
    }

    private func chosen(_ all: [KernelFault]) throws -> [KernelFault] {
        let own =
            kernel.isEmpty
            ? all
            : all.filter { fault in
                !Set(fault.with + fault.proposals).isDisjoint(with: kernel)
            }
        guard let fault else { return own }
        let found = own.filter { $0.id.hasPrefix(fault.lowercased()) }
        guard found.count == 1 else {
            throw RunnerError(
                "\(counted(found.count, "fault")) begin with \(fault)", hint: "dmaroute faults lists the ids there are")
        }
        return found
    }
}
