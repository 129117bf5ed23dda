import ArgumentParser
import Foundation
import Journal
import Plan
import Report
import RouteModel
import Runner

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Tell the proof of one cell's verdict.",
        discussion: """
            The configuration, the prediction rule by rule with the places in the source, what each side saw with its \
            raw lines, where they part, what the cell says of each statement, and the lines, counters and files that it all \
            rests on.

            EXAMPLES
              dmaroute explain 1f0c5d2ab9e4                in the newest run in runs/
              dmaroute explain 1f0c --run runs/2026-11-22-a --format json
            """)

    @Argument(help: "First digits of a cell's id.")
    var cell: String

    @Option(name: .customLong("run"), help: "Folder of a run; the default is the newest.", completion: .directory)
    var folder: String?

    @Option(help: "Folder that holds the runs.", completion: .directory)
    var output = "runs"

    @OptionGroup var common: CommonOptions

    func run() throws {
        guard let path = folder ?? RunShelf(path: output).newest else {
            throw RunnerError("there is no run in \(output)", hint: "name one with --run")
        }
        let run = try RunFolder(existing: path)
        let log = try run.readLog(named: path)
        let judged = try log.cell(cell)
        let attempt = log.observation(of: judged.cell)?.attempt
        let files = RunFiles(run, log)
        let told = log.explanation(
            of: judged, files: attempt.map { files.paths(of: judged.cell, attempt: $0) } ?? [],
            resting: attempt.flatMap { files.resting(of: judged, attempt: $0) })
        guard common.format == .text else { return try StandardOutput.write(json: ExplanationRecord(told)) }
        StandardOutput.write(ExplanationText(told, colour: ProgressConsole.colours(STDOUT_FILENO)).text)
    }
}
