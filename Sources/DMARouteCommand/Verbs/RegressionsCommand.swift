import ArgumentParser
import History
import Verdict

struct RegressionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "regressions",
        abstract: "Say what went bad since the last good run, in which kernel, from which version to which.",
        discussion: """
            Of each cell of a run that is not as predicted, the last run by the same policy in which it was, and the first \
            one after it in which it was not; cells that went the same way stand together. Exit 1 where there is any. \
            Below them stand the kernels' faults that came while somebody looked, and those that went in this run; they \
            change the exit code with --fail-on-faults alone.

            EXAMPLES
              dmaroute regressions                         of the newest run in runs/history.sqlite
              dmaroute regressions 2026-11-22-a --format json
            """)

    @Argument(help: ArgumentHelp("A run that was imported; the default is the newest.", valueName: "run"))
    var name: String?

    @Flag(help: "Exit 1 where a fault is new, too, and not declared: an entry of the file of --known may name its id.")
    var failOnFaults = false

    @OptionGroup var known: KnownOptions
    @OptionGroup var file: HistoryOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let told = try file.open().regressions(in: name)
        try common.format == .json ? StandardOutput.write(json: told) : StandardOutput.write(told.text)
        let declared = failOnFaults ? try known.faults() : [:]
        let isNews = failOnFaults && (told.faults?.new ?? []).contains { declared[$0.fault] == nil }
        if isNews || !told.regressions.isEmpty { throw CommandExit.Code(value: RunExit.fail) }
    }
}
