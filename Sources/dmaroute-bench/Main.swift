import ArgumentParser
import Foundation

/// Measures what the code promises. Times are processor time of one core, so that a busy machine changes little.
@main
struct DMARouteBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dmaroute-bench",
        abstract: "Measure decoding, predicting and the orchestrator against their floors; exit 1 when below one.")

    @Option(help: "text or json.")
    var format: OutputFormat = .text

    @Option(help: "Folder of recorded traces, TRACE/ftrace.txt each.", completion: .directory)
    var traces: String?

    @Option(help: "Config of the run that the orchestrator is measured with.", completion: .file())
    var config: String?

    @Option(help: "Which of its boots; the default is one a kernel.")
    var filter = "viommu=none,cmdline=swiotlb=force"

    @Flag(help: "Boot nothing: leave the orchestrator out.")
    var noRun = false

    enum OutputFormat: String, ExpressibleByArgument, CaseIterable { case text, json }

    func run() throws {
        let before = Machine()
        let places = try Places(traces: traces, config: config)
        var figures = try TraceBench(folder: places.traces).figures()
        figures += PredictionBench().figures()
        if !noRun { figures += try RunBench(places: places, filter: filter).figures() }
        let outcome = Outcome(figures: figures, machine: before)
        print(format == .json ? try outcome.json() : outcome.table())
        if figures.contains(where: \.isBelow) { throw ExitCode(1) }
    }
}
