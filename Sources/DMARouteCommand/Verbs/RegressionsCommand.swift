import ArgumentParser
import History
import Verdict

struct RegressionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "regressions",
        abstract: "Say what went bad since the last good run, in which kernel, from which version to which.",
        discussion: """
            Of each cell of a run that is not as predicted, the last run by the same policy in which it was, and the first \
            one after it in which it was not; cells that went the same way stand together. Exit 1 where there is any.

            EXAMPLES
              dmaroute regressions                         of the newest run in runs/history.sqlite
              dmaroute regressions 2026-11-22-a --format json
            """)

    @Argument(help: ArgumentHelp("A run that was imported; the default is the newest.", valueName: "run"))
    var name: String?

    @OptionGroup var file: HistoryOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let told = try file.open().regressions(in: name)
        try common.format == .json ? StandardOutput.write(json: told) : StandardOutput.write(told.text)
        if !told.regressions.isEmpty { throw CommandExit.Code(value: RunExit.fail) }
    }
}
