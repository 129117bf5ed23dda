import ArgumentParser
import Foundation
import Journal
import Plan
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
              dmaroute report runs/2026-11-22-a --format html=report.html --format timeline=timeline.json
            """)

    @Argument(
        help: ArgumentHelp("Folder of a run; the default is the newest.", valueName: "run"), completion: .directory)
    var folder: String?

    @Option(help: ArgumentHelp("FORMAT or FORMAT=FILE: \(ReportFormat.help)", valueName: "format[=file]"))
    var format: [ReportOutput] = []

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
        let record = try RunRecord(RunFolder(existing: path))
        let account = record.account(named: path)
        for one in format { try one.write(one.format.render(account, record)) }
    }
}

/// How a run can be told.
enum ReportFormat: String, CaseIterable {
    case html, timeline

    static let help = allCases.map(\.rawValue).joined(separator: ", ")

    /// The report's bytes.
    func render(_ account: RunAccount, _ record: RunRecord) throws -> Data {
        switch self {
        case .html: try HTMLReport(account).html()
        case .timeline: TimelineReport(account, boots: record.timelines).trace
        }
    }
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
        guard let file else { return Answer.put(data) }
        do {
            try data.write(to: URL(fileURLWithPath: file), options: .atomic)
        } catch {
            throw RunnerError(
                "cannot write \(file): \(error)", hint: "name another file: --format \(format.rawValue)=FILE")
        }
    }
}

extension RunRecord {
    func account(named run: String) -> RunAccount {
        RunAccount(
            run: run, plan: plan, header: header,
            cells: cells.map {
                .init(
                    cell: $0.cell, judgement: $0.judgement, attempts: $0.attempts,
                    observation: observation(of: $0.cell)?.observation)
            }, durations: durations,
            failed: failed.mapValues { $0.map { .init(attempt: $0.attempt, reason: $0.reason) } },
            files: Dictionary(
                plan.boots.compactMap { boot in
                    attempt(at: boot).map { (boot.key, files(of: boot, attempt: $0)) }
                }, uniquingKeysWith: { first, _ in first }))
    }

    /// Of every boot of which raw files are at hand.
    var timelines: [BootTimeline] {
        plan.boots.compactMap { boot in
            guard let files = attemptFiles(of: boot) else { return nil }
            return BootTimeline(
                boot, trace: files.trace, deviceTrace: files.deviceTrace, timings: files.timings ?? .init(began: nil),
                probe: files.probe, looks: files.looks)
        }
    }
}
