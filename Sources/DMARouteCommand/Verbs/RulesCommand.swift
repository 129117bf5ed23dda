import ArgumentParser
import Foundation
import Journal
import Plan
import Report
import RouteModel
import Runner

struct RulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules",
        abstract: "List the rules and the statements, and what shows each of them.",
        discussion: """
            Of a rule: its sentence, its place in the source, the policies that hold it and the last verdicts of the \
            cells whose predictions rest on it. Of a statement: its verdict on each kernel, and the cell of a run that \
            shows it or, where nothing was seen, the smallest configuration that the kernel's policy predicts so.

            EXAMPLES
              dmaroute rules                               with the newest run in runs/
              dmaroute rules runs/2026-11-22-a runs/2026-11-22-b --format json
              dmaroute rules --only statements --no-runs   by prediction alone
            """)

    enum Part: String, ExpressibleByArgument, CaseIterable {
        case rules, statements
    }

    @Argument(
        help: ArgumentHelp("Folders of runs; of a cell in several the last counts.", valueName: "run"),
        completion: .directory)
    var folders: [String] = []

    @Option(help: "Only the rules, or only the statements.")
    var only: Part?

    @Flag(help: "Read no run: say only what is predicted.")
    var noRuns = false

    @Option(help: "Folder that holds the runs.", completion: .directory)
    var output = "runs"

    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard folders.isEmpty || !noRuns else { throw ValidationError("--no-runs has no place beside a run") }
    }

    func run() throws {
        var judged: [RuleBook.Sourced] = []
        let runs = noRuns ? [] : folders.isEmpty ? RunShelf(path: output).newest.map { [$0] } ?? [] : folders
        for folder in runs {
            judged += try RunFolder(existing: folder).readLog().cells.map { (folder, $0) }
        }
        let forecasts = only == .rules ? [:] : Self.forecasts()
        let book = RuleBook(runs: runs, judged: judged, forecasts: forecasts)
        if common.format == .json {
            let records = RuleBookRecord.records(book)
            return try StandardOutput.write(json: records.filter { only == nil || only?.rawValue == $0.kind + "s" })
        }
        if runs.isEmpty, !noRuns, !common.quiet {
            CommandExit.complain("there is no run in \(output): what follows is predicted, and nothing of it was seen")
        }
        let text = RuleBookText(book)
        switch only {
        case .rules: StandardOutput.write(text.rules.joined(separator: "\n"))
        case .statements: StandardOutput.write(text.statements.joined(separator: "\n"))
        case nil: StandardOutput.write(text.text)
        }
    }

    /// Every policy's, on all processors.
    private static func forecasts() -> [String: [StatementForecast]] {
        let policies = Policy.all
        let space = ConfigurationSpace()
        let found = ForecastBox(policies.count)
        DispatchQueue.concurrentPerform(iterations: policies.count) { index in
            found.put(policies[index].forecasts(over: space), at: index)
        }
        return Dictionary(uniqueKeysWithValues: zip(policies.map(\.name), found.all))
    }
}
