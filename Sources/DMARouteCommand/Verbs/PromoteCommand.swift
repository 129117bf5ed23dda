import ArgumentParser
import Files
import Foundation
import Journal
import Plan
import Report
import RouteModel
import Runner
import Verdict

struct PromoteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promote",
        abstract: "Declare one FAIL of a run as a known divergence, with a reason, a link and a last day.",
        discussion: """
            Adds an entry at the end of the file and leaves all else in it as it is. Until its last day the cell is \
            known (XFAIL) as long as it fails as it did in this run, and unexpectedly-agree (FAIL) once it agrees.

            EXAMPLES
              dmaroute promote runs/2026-11-22-a --cell 9c1e4f20a3b1 --reason "6.1 takes no second keyword" \\
                  --link https://lore.kernel.org/r/… --expires 2027-03-31
            """)

    @Argument(help: ArgumentHelp("Folder of a run.", valueName: "run"), completion: .directory)
    var folder: String

    @Option(help: "First digits of one cell's id.")
    var cell: [String] = []

    @Option(help: "Why the divergence may stand, in a sentence.")
    var reason: String

    @Option(help: "Where it is discussed: https://…")
    var link: String

    @Option(help: "The last day on which it counts: YYYY-MM-DD, in UTC.")
    var expires: String

    @OptionGroup var known: KnownOptions
    @Flag(name: .shortAndLong, help: "Say nothing but errors.")
    var quiet = false

    func run() throws {
        guard cell.count == 1, let digits = cell.first, !digits.isEmpty, digits.allSatisfy(\.isHexDigit) else {
            throw ValidationError(
                "--cell takes the first digits of one cell's id: a declaration is never for a pattern or for several")
        }
        guard reason.contains(where: { !$0.isWhitespace }) else { throw ValidationError("--reason says nothing") }
        guard KnownDivergence.isLink(link) else {
            throw ValidationError("--link is where it is discussed, as in https://lore.kernel.org/r/…")
        }
        guard let last = Day(expires), try Today.day() <= last else {
            throw ValidationError("--expires is a day of the calendar that has not passed, as in 2027-03-31")
        }
        let run = try RunFolder(existing: folder)
        let log = try run.readLog()
        let (cell, verdict) = try failure(of: digits, in: log)
        let entry = KnownDivergence(
            policy: log.policy(of: cell), cell: cell.id,
            what: CellText.text(cell), verdict: verdict, reason: reason, link: link, expires: last)
        let path = try target()
        // Another promote at the same time would be lost, or lose this one.
        let lock = try FileLock(besideFile: path)
        defer { withExtendedLifetime(lock) {} }
        let exists = FileManager.default.fileExists(atPath: path)
        let text = exists ? try SmallText.read(path, as: "file of declared divergences") : ""
        let added = try KnownDivergences.adding(entry, to: text, file: path, policies: Policy.all.map(\.name))
        do {
            try WholeFile.write(Data(added.utf8), to: path)
        } catch {
            throw RunnerError(error.message, hint: "name another with --known")
        }
        if !quiet {
            StandardOutput.write(
                "\(path): \(verdict.rawValue) of \(entry.policy) is known until \(last): \(entry.what)")
        }
    }

    /// The cell that the digits name, and how it failed.
    private func failure(of digits: String, in log: RunLog) throws -> (Cell, Divergence) {
        let cells = log.plan.cells.filter { $0.id.hasPrefix(digits.lowercased()) }
        guard let cell = cells.first, cells.count == 1 else {
            throw RunnerError(
                "\(counted(cells.count, "cell")) of \(log.name) begin with \(digits)",
                hint: "give as many digits as name exactly one")
        }
        guard let judged = log.closed[cell.id]?.judgement else {
            throw RunnerError("the run came to no verdict on \(cell.shortID)", hint: "run it again")
        }
        guard judged.verdict.canBeDeclared, let verdict = Divergence(rawValue: judged.verdict.rawValue) else {
            throw RunnerError(
                "\(cell.shortID) is \(judged.verdict.rawValue) in \(log.name), and only a cell that is forbidden, "
                    + "corrupted or absent diverges from its policy",
                hint: judged.verdict == .known ? "it is declared already" : "there is nothing to declare")
        }
        return (cell, verdict)
    }

    private func target() throws -> String {
        guard known.known != "none" else { throw ValidationError("--known names the file that the entry is added to") }
        let usual = try KnownOptions.usual()
        return try known.path() ?? usual.first ?? ""
    }
}
