import ArgumentParser
import History

struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Keep the verdicts of many runs in one file, and tell a cell's.",
        discussion: """
            Without a cell it lists the runs. Several commands may import at once, and a run that is there already is not \
            taken in twice.

            EXAMPLES
              dmaroute history import runs/2026-11-*
              dmaroute history 3f2d                        a cell's verdicts over the runs
              dmaroute history --flaky                     what does not come to the same each time
              dmaroute run harness-configs/quick.yaml --history runs/history.sqlite
            """,
        subcommands: [HistoryShowCommand.self, HistoryImportCommand.self], defaultSubcommand: HistoryShowCommand.self)
}

struct HistoryShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "The default: tell a cell's verdicts.")

    @Argument(help: "First digits of a cell's id.")
    var cell: String?

    @Flag(help: "Boots by how many of their attempts failed, and cells whose verdict changed where nothing else did.")
    var flaky = false

    @OptionGroup var file: HistoryOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard cell == nil || !flaky else { throw ValidationError("--flaky is asked of all cells: name none") }
    }

    func run() throws {
        let history = try file.open()
        if let cell {
            let told = try history.cell(cell)
            try common.format == .json ? StandardOutput.write(json: told) : StandardOutput.write(told.text)
        } else if flaky {
            let told = try history.flakes()
            try common.format == .json ? StandardOutput.write(json: told) : StandardOutput.write(told.text)
        } else {
            let runs = try history.runs()
            try common.format == .json ? StandardOutput.write(json: runs) : StandardOutput.write(History.Run.text(runs))
        }
    }
}
