import ArgumentParser
import Foundation
import Journal
import Plan
import Printing
import Report
import RouteModel
import Runner
import Verdict

struct MergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Make one run of runs that did parts of one plan.",
        discussion: """
            Order, grouping and repetition change nothing: result.json is byte for byte that of a run of the whole plan on \
            the same evidence. Where a cell was judged twice, the graver verdict counts (FAIL, ERROR, MISS, XFAIL, PASS, \
            SKIP). Ends with 2 where a run is of another plan, and with 3 where cells have no verdict; these are named.

            EXAMPLES
              dmaroute merge shards/1/2026-11-22-a shards/2/2026-11-22-a
              dmaroute merge shards/*/* --output merged --format json
            """)

    @Argument(help: ArgumentHelp("Folders of runs.", valueName: "run"), completion: .directory)
    var folders: [String]

    @Option(help: "Folder that holds the runs.", completion: .directory)
    var output = "runs"

    @OptionGroup var common: CommonOptions

    func run() throws {
        let merging = try RunMerge(folders.map(RunFolder.init(existing:)))
        let new = try RunFolder(newIn: output)
        let lock = RunLock(new.path)
        defer { withExtendedLifetime(lock) {} }
        let journal = try write(merging, to: new)
        let merge = merging.merge
        let missing = merge.missing
        let exit = RunExit.of(merge.verdicts, observed: merge.observed)
        let code = missing.isEmpty ? exit : RunExit.missOrError
        let counts = merge.verdicts.reduce(into: [String: Int]()) { $0[$1.rawValue, default: 0] += 1 }
        try journal.append(.runEnd(exit: code, counts: counts, usage: nil))
        journal.sync()
        for (boot, cells) in missing {
            let ids = cells.map(\.shortID).joined(separator: " ")
            CommandExit.complain("missing  \(BootText.text(boot.boot))  [boot \(boot.shortKey)]: \(ids)")
        }
        if common.format == .json {
            StandardOutput.put(json: try merge.result.json())
        } else {
            StandardOutput.write(text(merge, counts, new.path).joined(separator: "\n"))
            StandardOutput.write("\(new.path): exit \(code)")
        }
        if code != 0 { throw CommandExit.Code(value: code) }
    }

    /// What was made goes again where it does not become whole: it would be no run, and gc would leave it.
    private func write(_ merging: RunMerge, to new: RunFolder) throws -> JournalFile {
        do { return try merging.write(to: new) } catch {
            try? FileManager.default.removeItem(atPath: new.path)
            throw error
        }
    }

    private func text(_ merge: Merge, _ counts: [String: Int], _ path: String) -> [String] {
        let paint = Paint(on: ProgressConsole.colours(STDOUT_FILENO))
        var lines = merge.disagreements.sorted { $0.key < $1.key }.map { cell, verdicts in
            "twice    \(cell.prefix(12)): \(verdicts.counts.verdict.rawValue) counts, and another execution came to"
                + " \(verdicts.other.verdict.rawValue)"
        }
        let failed = merge.result.cells.filter { $0.status == .fail }
        for cell in failed.prefix(Summary.told) {
            lines.append(
                "\(paint.status(.fail))  \(cell.verdict.rawValue): dmaroute explain \(cell.cell.prefix(12)) --run "
                    + ShellWord.argument(path)
            )
        }
        if failed.count > Summary.told { lines.append("… and \(failed.count - Summary.told) more FAILs") }
        let missing = merge.missing.reduce(0) { $0 + $1.cells.count }
        lines.append(
            Verdict.allCases.compactMap { verdict in
                counts[verdict.rawValue].map { "\(paint.status(verdict.status)) \(verdict.rawValue) \($0)" }
            }.joined(separator: "  "))
        lines.append(
            "\(counted(merge.verdicts.count, "cell")) of \(merge.plan.cellCount) from \(counted(folders.count, "run"))"
                + (missing == 0 ? "" : "; \(missing) have no verdict"))
        return lines
    }
}
