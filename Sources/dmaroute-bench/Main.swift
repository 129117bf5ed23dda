import ArgumentParser
import Foundation

/// Measures what the code promises. Times are processor time of one core, so that a busy machine changes little.
@main
struct DMARouteBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dmaroute-bench",
        abstract:
            "Measure decoding, predicting, merging, the orchestrator and the shim; exit 1 when a promised bound is broken."
    )

    @Option(help: "text or json.")
    var format: OutputFormat = .text

    @Option(help: "Folder of recorded traces, TRACE/ftrace.txt each.", completion: .directory)
    var traces: String?

    @Option(help: "Config of the run that the orchestrator is measured with.", completion: .file())
    var config: String?

    @Option(help: "Which of its boots; the default is one a kernel.")
    var filter = "viommu=none,cmdline=swiotlb=force"

    @Flag(help: "Boot nothing: leave the orchestrator and the shim out.")
    var noRun = false

    @Flag(help: "Measure what the shim costs a boot, and nothing else.")
    var onlyShim = false

    @Flag(help: "Measure merging, and nothing else.")
    var onlyMerge = false

    @Option(name: .customLong("shim-kernel"), help: "Kernel to boot with and without the shim; may be repeated.")
    var shimKernels = ["linux-6.1", "linux-7.3"]

    @Option(name: .customLong("shim-mode"), help: "Encryption to do that with; may be repeated.")
    var shimModes = ShimBench.Mode.allCases

    @Option(name: .customLong("shim-pairs"), help: "Boots with the shim, and as many without it, a kernel and mode.")
    var shimPairs = 3

    enum OutputFormat: String, ExpressibleByArgument, CaseIterable { case text, json }

    func validate() throws {
        guard shimPairs > 0 else { throw ValidationError("--shim-pairs must be 1 at least") }
        guard !onlyShim || !noRun else { throw ValidationError("--only-shim with --no-run leaves nothing") }
    }

    func run() throws {
        let before = Machine()
        let places = try Places(traces: traces, config: config)
        var figures: [Figure] = []
        if onlyMerge {
            figures += try MergeBench().figures()
        } else if !onlyShim {
            figures += try TraceBench(folder: places.traces).figures()
            figures += PredictionBench().figures()
            figures += try MergeBench().figures()
            if !noRun { figures += try RunBench(places: places, filter: filter).figures() }
        }
        if !noRun, !onlyMerge {
            figures += try ShimBench(shim: places.shim, kernels: shimKernels, modes: shimModes, pairs: shimPairs)
                .figures()
        }
        let outcome = Outcome(figures: figures, machine: before)
        print(format == .json ? try outcome.json() : outcome.table())
        if figures.contains(where: \.isBroken) { throw ExitCode(1) }
    }
}
