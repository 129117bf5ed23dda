public import Foundation
import Report

/// The nights of a history as one page that needs no other file, no script and no network.
///
/// What a run says stands on it as text alone. The page's policy lets nothing run and nothing load.
public struct HistoryPage {
    let runs: [History.Run]
    let faults: [FaultPast]
    /// By ``History/Run/place``.
    let changes: [String: FaultCount]
    let flakes: Flakes
    let boots: [BootTime]
    private let links: RunLinks

    /// Boots of which the durations are told.
    static let bootLimit = 20

    /// Looks through the whole history.
    public init(_ history: History) throws {
        runs = try history.runs()
        (faults, changes) = try history.faultsAndChanges()
        flakes = try history.flakes()
        boots = try history.bootTimes(limit: Self.bootLimit)
        links = RunLinks(from: history.path)
    }

    /// The file's bytes.
    public var html: Data {
        let parts = [
            head, "<body>", header, faultSection, nightSections, flakeSection, timeSection, "</body>", "</html>",
        ]
        return Data((parts.filter { !$0.isEmpty }.joined(separator: "\n") + "\n").utf8)
    }

    private var head: String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
        style-src \(Markup.source(Self.style.utf8)); base-uri 'none'; form-action 'none'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="referrer" content="no-referrer">
        <meta name="color-scheme" content="light dark">
        <title>dmaroute: the nights</title>
        <style>\(Self.style)</style>
        </head>
        """
    }

    private var header: String {
        let span = [runs.last, runs.first].compactMap { $0?.begun.prefix(10) }.map { Markup.escaped(String($0)) }
        let days = Set(span).count < 2 ? span.first ?? "" : "\(span[0]) to \(span[1])"
        let here = Set(faults.filter { $0.state == .here }.map(\.fault)).count
        let new = Set(faults.filter(\.isNew).map(\.fault)).count
        let gone = Set(faults.filter { $0.state == .gone }.map(\.fault)).count
        return """
            <header>
            <h1>The nights</h1>
            <p>\(counted(runs.count, "run")), \(days): \(counted(here, "fault")) here, \(new) of them new, \(gone) gone; \
            \(counted(flakes.boots.count, "boot")) and \(counted(flakes.cells.count, "cell")) that flake</p>
            <nav><a href="#faults">Faults</a> <a href="#nights">Nights</a> <a href="#flakes">What flakes</a> \
            <a href="#times">Durations</a></nav>
            </header>
            """
    }

    /// A run's name, which leads to its page.
    func link(_ run: History.Run) -> String {
        "<a href=\"\(Markup.escaped(links.page(of: run.folder)))\">\(Markup.escaped(run.name))</a>"
    }

    /// The name of a run that a fault's past names; of several the newest has it.
    func link(named name: String) -> String {
        runs.first { $0.name == name }.map(link) ?? Markup.escaped(name)
    }

    static func table(_ heads: [String], _ rows: [[String]], _ style: String = "") -> String {
        let head = heads.map { "<th scope=\"col\">\($0)</th>" }.joined()
        let body = rows.map { "<tr>" + $0.map { "<td>\($0)</td>" }.joined() + "</tr>" }.joined(separator: "\n")
        let name = style.isEmpty ? "" : " class=\"\(style)\""
        return
            "<div class=\"scroll\"><table\(name)>\n<thead><tr>\(head)</tr></thead>\n<tbody>\n\(body)\n</tbody></table></div>"
    }

    /// `4 min 05 s`.
    static func duration(_ milliseconds: Int) -> String {
        let seconds = (milliseconds + 500) / 1000
        if seconds < 60 { return "\(seconds) s" }
        let (minutes, rest) = seconds.quotientAndRemainder(dividingBy: 60)
        return minutes < 60 ? "\(minutes) min \(rest) s" : "\(minutes / 60) h \(minutes % 60) min"
    }
}
