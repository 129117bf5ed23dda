import ArgumentParser
import Files
import Foundation
import History
import Runner

struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Keep the verdicts of many runs in one file, and tell a cell's.",
        discussion: """
            Without a cell it lists the runs. Several commands may import at once, and a run that is there already is not \
            taken in twice. With --format html it writes the nights as one page: runs by configuration, faults new and gone, \
            what flakes, durations. A run's name on it leads to report.html in the run's folder.

            EXAMPLES
              dmaroute history import runs/2026-11-*
              dmaroute history 3f2d                        a cell's verdicts over the runs
              dmaroute history --flaky                     what does not come to the same each time
              dmaroute history --faults                    faults: here, gone, and since when
              dmaroute history --format html=runs/history.html
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

    @Flag(help: "Faults over the runs, each with its kernels: since which run it is there, or in which it was gone.")
    var faults = false

    @Option(
        help: ArgumentHelp("text, json, html, or html=FILE: the nights as one page.", valueName: "format[=file]"),
        completion: .list(HistoryFormat.all))
    var format = HistoryFormat(kind: .text)

    @OptionGroup var file: HistoryOptions
    @Flag(name: .shortAndLong, help: "Say nothing but the answer.")
    var quiet = false

    func validate() throws {
        guard cell == nil || !flaky else { throw ValidationError("--flaky is asked of all cells: name none") }
        guard !faults || cell == nil && !flaky else {
            throw ValidationError("--faults is asked by itself: without a cell, and without --flaky")
        }
        guard format.kind != .html || cell == nil && !flaky && !faults else {
            throw ValidationError("--format html tells all nights: without a cell, --flaky or --faults")
        }
    }

    func run() throws {
        let history = try file.open()
        if format.kind == .html {
            try format.write(HistoryPage(history).html)
        } else if let cell {
            let told = try history.cell(cell)
            try answer(told, told.text)
        } else if flaky {
            let told = try history.flakes()
            try answer(told, told.text)
        } else if faults {
            let told = try history.faults()
            try answer(told, FaultPast.text(told))
        } else {
            let runs = try history.runs()
            try answer(runs, History.Run.text(runs))
        }
    }

    private func answer(_ value: some Encodable, _ text: String) throws {
        try format.kind == .json ? StandardOutput.write(json: value) : StandardOutput.write(text)
    }
}

/// How a history is told, and where its page goes.
struct HistoryFormat: ExpressibleByArgument {
    enum Kind: String, CaseIterable {
        case text, json, html
    }

    var kind: Kind
    /// nil: standard output.
    var file: String?

    static let all = Kind.allCases.map(\.rawValue)

    init(kind: Kind) { self.kind = kind }

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let kind = parts.first.flatMap(Kind.init) else { return nil }
        self.kind = kind
        guard parts.count == 2 else { return }
        // What has no page has standard output alone.
        guard kind == .html, !parts[1].isEmpty else { return nil }
        file = parts[1]
    }

    var defaultValueDescription: String { kind.rawValue }

    func write(_ page: Data) throws {
        guard let file else { return StandardOutput.put(page) }
        do {
            try WholeFile.write(page, to: file)
        } catch {
            throw RunnerError(error.message, hint: "name another file: --format html=FILE")
        }
    }
}
