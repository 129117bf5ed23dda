import ArgumentParser
import Files
import Foundation
import Journal
import Printing
import Report
import Runner

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Tell a run to people and to machines, in one format or several.",
        discussion: """
            Reads the plan and the journal of a run; boots and judges nothing. A format goes to standard output, or, \
            written FORMAT=FILE, to a file.

            EXAMPLES
              dmaroute report --format html=report.html    of the newest run in runs/
              dmaroute report runs/2026-11-22-a --format html=report.html --format timeline=timeline.pftrace
              dmaroute report --format junit=junit.xml --format kcidb=kcidb.json --origin mylab
              dmaroute report --format mail | sendmail -i maintainer@example.org
            """)

    @Argument(
        help: ArgumentHelp("Folder of a run; the default is the newest.", valueName: "run"), completion: .directory)
    var folder: String?

    @Option(help: ArgumentHelp("FORMAT or FORMAT=FILE: \(ReportFormat.help)", valueName: "format[=file]"))
    var format: [ReportOutput] = []

    @Option(
        help: ArgumentHelp(
            "mail: folder of the run that this one is held against; the default is the last one of the same config and "
                + "policy beside it.", valueName: "run"), completion: .directory)
    var since: String?

    @Option(help: "kcidb: what KCIDB calls the system that reports.")
    var origin = "dmaroute"

    @Option(help: "Folder that holds the runs.", completion: .directory)
    var output = "runs"

    func validate() throws {
        guard !format.isEmpty else {
            throw ValidationError("say in which --format: \(ReportFormat.help)")
        }
        guard format.count(where: { $0.file == nil }) <= 1 else {
            throw ValidationError("one format has standard output to itself: name files for the others, FORMAT=FILE")
        }
    }

    func run() throws {
        guard let path = folder ?? RunShelf(path: output).newest else {
            throw RunnerError(
                "there is no run in \(output)", hint: "name one, such as dmaroute report runs/2026-11-22-a")
        }
        let folder = try RunFolder(existing: path)
        let log = try folder.readLog(named: path)
        let asked = ReportOptions(since: since, origin: origin)
        for one in format { try one.write(one.format.render(log, of: folder, asked)) }
    }
}

/// How a run can be told.
enum ReportFormat: String, CaseIterable {
    case html, timeline, ktap, junit, kcidb, github, gitlab, mail

    static let help = allCases.map(\.rawValue).joined(separator: ", ")

    /// The report's bytes.
    func render(_ log: RunLog, of folder: RunFolder, _ options: ReportOptions) throws -> Data {
        let faults = ToldFaults(log)
        return switch self {
        case .html: try HTMLReport(log, files: RunFiles(folder, log).paths, faults: faults).html()
        case .timeline: TimelineReport(log, boots: RunFiles(folder, log).timelines(of: log.plan), faults: faults).trace
        case .ktap: Self.lines(KTAPReport(log, faults: faults).text)
        case .junit: Self.lines(JUnitReport(log, faults: faults).text)
        case .kcidb: try StandardOutput.json(options.kcidb(log, faults))
        case .github: Data(GitHubReport(log, faults: faults).text.utf8)
        case .gitlab: try StandardOutput.json(CodeQualityReport(log, faults: faults))
        case .mail: Self.lines(MailReport(log, since: try options.earlier(than: log, in: folder), faults: faults).text)
        }
    }

    /// A text as it is written: wrapping has made its lines, and none of them is a command to a CI. What reports to GitHub
    /// is made of such commands.
    private static func lines(_ text: String) -> Data { Data(Printable.uncommanded(lines: text).utf8) }
}

/// A format and where it goes.
struct ReportOutput: ExpressibleByArgument {
    var format: ReportFormat
    /// nil: standard output.
    var file: String?

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let format = parts.first.flatMap({ ReportFormat(rawValue: String($0)) }) else { return nil }
        self.format = format
        guard parts.count == 2 else { return }
        guard !parts[1].isEmpty else { return nil }
        file = String(parts[1])
    }

    static var allValueStrings: [String] { ReportFormat.allCases.map(\.rawValue) }

    func write(_ data: Data) throws {
        guard let file else { return StandardOutput.put(data) }
        do {
            try WholeFile.write(data, to: file)
        } catch {
            throw RunnerError(error.message, hint: "name another file: --format \(format.rawValue)=FILE")
        }
    }
}
