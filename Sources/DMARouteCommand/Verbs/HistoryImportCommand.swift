import ArgumentParser
import History
import Report
import Runner

struct HistoryImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take runs into the history.",
        discussion: "A run is taken in whole or not at all; one that only judges another's evidence again is left out.")

    @Argument(help: ArgumentHelp("Folders of runs.", valueName: "run"), completion: .directory)
    var folders: [String]

    @OptionGroup var file: HistoryOptions

    @Flag(name: .shortAndLong, help: "Say nothing.")
    var quiet = false

    func run() throws {
        let history = try file.open(creating: true)
        for folder in folders {
            let run = try RunOutline(RunFolder(existing: folder))
            let added = try history.add(run)
            guard !quiet else { continue }
            let what =
                switch added {
                case .new: "\(counted(run.cells.count, "cell"))"
                case .again: "\(counted(run.cells.count, "cell")), it went on since"
                case .alreadyThere: "is there already"
                case .faults: "was there already, and its faults are now"
                case .noRun: "left out: it judges the evidence of another run again"
                }
            StandardOutput.write("\(folder): \(what)")
        }
    }
}
