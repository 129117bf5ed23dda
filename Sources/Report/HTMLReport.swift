import Faults
public import Foundation
public import Journal
import Plan
import RouteModel
import Verdict

/// A run as one page that needs no other file and no network.
///
/// What a run says stands in it as data, which the page's own script shows as text: nothing of it ever becomes markup.
/// The page's policy lets nothing else run, and nothing load.
public struct HTMLReport {
    private let log: RunLog
    private let files: [String: [String]]
    private let faults: ToldFaults

    /// - Parameter files: paths of the raw files that were kept of a boot, by its key.
    public init(_ log: RunLog, files: [String: [String]] = [:], faults: ToldFaults = .none) {
        self.log = log
        self.faults = faults
        self.files = files
    }

    /// The file's bytes.
    public func html() throws -> Data {
        let style = PackageResources.page_css
        let script =
            Array("'use strict';\n(() => {\n".utf8) + PackageResources.state_js + PackageResources.build_js
            + PackageResources.matrix_js + PackageResources.picture_js + PackageResources.cell_js
            + PackageResources.page_js + Array("})();\n".utf8)
        var page = Data()
        page.append(contentsOf: head(style: Markup.source(style), script: Markup.source(script)).utf8)
        page.append(contentsOf: "<style>".utf8)
        page.append(contentsOf: style)
        page.append(contentsOf: "</style>\n</head>\n<body>\n\(summary)\n<main id=\"main\"></main>\n".utf8)
        page.append(contentsOf: "<script type=\"application/json\" id=\"data\">".utf8)
        try PageData(log, files: files, faults: faults).write(to: &page)
        page.append(contentsOf: "</script>\n<script>".utf8)
        page.append(contentsOf: script)
        page.append(contentsOf: "</script>\n</body>\n</html>\n".utf8)
        return page
    }

    private func head(style: String, script: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src \(style); \
        script-src \(script); base-uri 'none'; form-action 'none'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="referrer" content="no-referrer">
        <meta name="color-scheme" content="light dark">
        <title>\(Markup.escaped("dmaroute: \(log.plan.name), \(log.name)"))</title>

        """
    }

    /// What can be read without the script.
    private var summary: String {
        let statuses = log.cells.reduce(into: [Status: Int]()) { $0[$1.judgement.status, default: 0] += 1 }
        let counts = Status.gravest.compactMap { status in
            statuses[status].map { "<b class=\"status \(status.rawValue)\">\(status.rawValue)</b> \($0)" }
        }
        let open = log.open > 0 ? ["without a verdict: \(log.open)"] : []
        let kernels = log.header.kernels.map { "\($0.name) \($0.version ?? "not at hand")" }
        let made = [
            "run \(log.name)", "policy \(log.header.policy.text)", log.header.emulator,
            log.header.accelerator, "dmaroute \(log.header.dmaroute)",
        ]
        return """
            <header>
            <h1><a href="#">\(Markup.escaped(log.plan.name))</a></h1>
            <p>\(log.cells.count) cells in \(log.plan.boots.count) boots: \((counts + open).joined(separator: ", "))</p>
            <p class="made">\(Markup.escaped(made.joined(separator: "  ·  ")))<br>\
            \(Markup.escaped(kernels.joined(separator: "  ·  ")))</p>
            </header>
            \(faultList)<noscript><p>The cells are shown by this page's own script, which this browser does not run.</p></noscript>
            """
    }

    /// The faults, before all cells; empty where there are none.
    private var faultList: String {
        guard !faults.faults.isEmpty else { return "" }
        let items = faults.faults.map { fault in
            // The page's script knows cells by their first digits, as everything for people does.
            let cells = fault.cells.prefix(3).map { cell in
                let id = Markup.escaped(String(cell.prefix(12)))
                return "<a class=\"id\" href=\"#cell=\(id)\">\(id)</a>"
            }.joined(separator: " ")
            let all = "<a href=\"#fault=\(fault.id)\">\(counted(fault.cells.count, "cell"))</a>"
            return """
                <li><b>\(Markup.escaped(fault.kind.rawValue))</b> \(Markup.escaped(PlainText.line(fault.says))) \
                <code>\(fault.id)</code><br>\(Markup.escaped(ToldFaults.text(fault)))<br>\
                \(all), \(fault.observed) seen, \(fault.predicted) predicted: \(cells)</li>
                """
        }
        return "<section id=\"faults\"><h2>Faults</h2>\n<ol>\n\(items.joined(separator: "\n"))\n</ol></section>\n"
    }
}
