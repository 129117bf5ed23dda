import ArgumentParser
import History

struct HistoryOptions: ParsableArguments {
    @Option(help: "The file that holds the runs' verdicts.", completion: .file())
    var history = "runs/history.sqlite"

    func open(creating: Bool = false) throws -> History { try History(path: history, creating: creating) }
}
