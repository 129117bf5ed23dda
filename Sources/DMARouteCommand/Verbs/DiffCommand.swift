import ArgumentParser
import Report
import RouteModel
import Verdict

struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Say where two policies, kernels or runs differ, or a run and its prediction; boots nothing.",
        discussion: """
            Of two policies both predict every configuration of the model's space. Differences are grouped by the rules that make them; \
            each comes with the configuration that differs in the fewest values from the usual one. Of runs the cells are \
            compared by what was seen: of two runs those with the same id, of one run those that differ in the kernel \
            alone, or each with its prediction. Exit 1 where there is any difference.

            EXAMPLES
              dmaroute diff --policy linux-7.2 --policy linux-7.3
              dmaroute diff --policy series-v6 --policy linux-7.3 --format mail
              dmaroute diff runs/2026-11-22-a --kernel linux-7.2 --kernel linux-7.3
              dmaroute diff runs/2026-11-21-a runs/2026-11-22-a
              dmaroute diff runs/2026-11-22-a              what was predicted, and what was seen
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, mail
    }

    @Argument(help: ArgumentHelp("Folders of one or two runs.", valueName: "run"), completion: .directory)
    var folders: [String] = []

    @Option(help: "One of two kernels of one run; give it twice.")
    var kernel: [String] = []

    @Option(help: "One of the two policies; give it twice.")
    var policy: [String] = []

    @Option(help: "text, json, or mail: plain text in lines of 72 columns, without commands.")
    var format: Format = .text

    @Flag(name: .shortAndLong, help: "Say nothing but the answer.")
    var quiet = false

    func validate() throws {
        guard folders.isEmpty else {
            guard policy.isEmpty, format != .mail else {
                throw ValidationError("of runs what was seen is compared: --policy and --format mail have no place")
            }
            guard folders.count == 1 && [0, 2].contains(kernel.count) || folders.count == 2 && kernel.isEmpty else {
                throw ValidationError("name two runs, or one run with --kernel twice or not at all")
            }
            return
        }
        guard kernel.isEmpty else { throw ValidationError("--kernel chooses cells of a run: name its folder") }
        guard policy.count == 2 else {
            throw ValidationError("two policies differ: give --policy twice, or name one or two runs")
        }
        for name in policy where Policy.named(name) == nil {
            let known = Policy.all.map(\.name).joined(separator: ", ")
            throw ValidationError("no policy is called \(name); there are \(known)")
        }
    }

    func run() throws {
        guard folders.isEmpty else { return try compareRuns() }
        let policies = policy.compactMap(Policy.named)
        guard let a = policies.first, let b = policies.last else { return }
        let comparison = Comparison(a, b)
        let kernel = policies.last(where: \.isOfRelease)?.name ?? b.base
        switch format {
        case .json:
            try StandardOutput.write(
                json: comparison.differences.map { DifferenceRecord($0, a, b, kernel: kernel) })
        case .text, .mail:
            StandardOutput.write(DifferenceText(a, b, comparison, kernel: kernel).text(mail: format == .mail))
        }
        if !comparison.differences.isEmpty { throw CommandExit.Code(value: RunExit.fail) }
    }

    private func compareRuns() throws {
        let comparison =
            if folders.count == 2 {
                try RunComparison.runs(folders[0], folders[1])
            } else if kernel.count == 2 {
                try RunComparison.kernels(kernel[0], kernel[1], in: folders[0])
            } else {
                try RunComparison.prediction(of: folders[0])
            }
        let differences = SeenDifference.all(comparison.pairs)
        if format == .json {
            try StandardOutput.write(json: differences)
        } else {
            StandardOutput.write(
                SeenDifference.text(differences, names: comparison.names, compared: comparison.pairs.count))
        }
        if !differences.isEmpty { throw CommandExit.Code(value: RunExit.fail) }
    }
}
