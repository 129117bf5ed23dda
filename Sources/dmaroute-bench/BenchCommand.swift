import ArgumentParser
import Foundation

/// Measures what the code promises. Times are processor time of one core, so that a busy machine changes little.
@main
struct DMARouteBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dmaroute-bench",
        abstract: "Measure what the code promises; exit 1 when a promised bound is broken.")

    /// What can be measured by itself.
    enum Part: String, ExpressibleByArgument, CaseIterable {
        case trace, prediction, merge, report, history, intake
        /// These boot guests.
        case orchestrator, shim
    }

    @Option(help: "text or json.")
    var format: OutputFormat = .text

    @Option(help: "Folder of recorded traces, TRACE/ftrace.txt each.", completion: .directory)
    var traces: String?

    @Option(help: "Config of the run that the orchestrator is measured with.", completion: .file())
    var config: String?

    @Option(help: "Which of its boots; the default is one a kernel.")
    var filter = "viommu=none,cmdline=swiotlb=force"

    @Option(help: "What to measure; repeatable, all by default.")
    var only: [Part] = []

    @Flag(help: "Boot nothing: leave the orchestrator and the shim out.")
    var noRun = false

    @Option(name: .customLong("shim-kernel"), help: "Kernel to boot with and without the shim; may be repeated.")
    var shimKernels = ["linux-6.1", "linux-7.3"]

    @Option(name: .customLong("shim-mode"), help: "Encryption to do that with; may be repeated.")
    var shimModes = ShimBench.Mode.allCases

    @Option(name: .customLong("shim-pairs"), help: "Boots with the shim, and as many without it, a kernel and mode.")
    var shimPairs = 3

    enum OutputFormat: String, ExpressibleByArgument, CaseIterable { case text, json }

    func validate() throws {
        guard shimPairs > 0 else { throw ValidationError("--shim-pairs must be 1 at least") }
        guard !parts.isEmpty else { throw ValidationError("--no-run leaves nothing of --only") }
    }

    private var parts: [Part] {
        Part.allCases.filter { part in
            (only.isEmpty || only.contains(part)) && !(noRun && (part == .orchestrator || part == .shim))
        }
    }

    private func measure(_ part: Part, _ places: Places) throws -> [Figure] {
        switch part {
        case .trace: try TraceBench(folder: places.traces).figures()
        case .prediction: PredictionBench().figures()
        case .merge: try MergeBench().figures()
        case .report: try ReportBench(places: places).figures()
        case .history: try HistoryBench().figures()
        case .intake: try IntakeBench(places: places).figures()
        case .orchestrator: try RunBench(places: places, filter: filter).figures()
        case .shim:
            try ShimBench(shim: places.shim, kernels: shimKernels, modes: shimModes, pairs: shimPairs).figures()
        }
    }

    func run() throws {
        let before = BenchMachine()
        let places = try Places(traces: traces, config: config)
        let figures = try parts.flatMap { try measure($0, places) }
        let outcome = BenchOutcome(figures: figures, machine: before)
        print(format == .json ? try outcome.json() : outcome.table())
        if figures.contains(where: \.isBroken) { throw ExitCode(1) }
    }
}
