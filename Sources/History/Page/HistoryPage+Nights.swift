import Report
import RouteModel
import Verdict

extension HistoryPage {
    /// The runs, each configuration and policy by itself, the newest first.
    var nightSections: String {
        let title = "<section id=\"nights\"><h2>Nights</h2>"
        guard !runs.isEmpty else { return "\(title)\n<p>No run was imported.</p>\n</section>" }
        struct Key: Hashable {
            var config: String
            var policy: String
        }
        var order: [Key] = []
        var nights: [Key: [History.Run]] = [:]
        for run in runs {
            let key = Key(config: run.config, policy: run.policy)
            if nights[key] == nil { order.append(key) }
            nights[key, default: []].append(run)
        }
        let longest = runs.map(\.milliseconds).max() ?? 0
        let tables = order.map { key in
            let policy = PolicyChoice(key.policy).name.map { " by \($0)" } ?? ""
            let rows = (nights[key] ?? []).map { row($0, longest) }
            let heads = ["run", "begun", "cells", "", "faults", "new", "gone", "boots took", "", "exit"]
            return "<h3>\(Markup.escaped(key.config + policy))</h3>\n" + Self.table(heads, rows, "nights")
        }
        let hint = """
            <p class="faint">A run's name leads to its page, which <code>dmaroute report RUN --format \
            html=RUN/report.html</code> writes.</p>
            """
        return ([title, hint] + tables + ["</section>"]).joined(separator: "\n")
    }

    private func row(_ run: History.Run, _ longest: Int) -> [String] {
        let counts = Status.gravest.compactMap { status in
            run.statuses[status.rawValue].map { "<b class=\"status \(status.rawValue)\">\(status.rawValue)</b> \($0)" }
        }
        let changes = changes[run.place]
        let number = { (count: Int?) in count.map { $0 == 0 ? "" : "<b>\($0)</b>" } ?? "" }
        return [
            link(run), Markup.escaped(String(run.begun.prefix(16)).replacing("T", with: " ")),
            counts.joined(separator: " "), statusBar(run), run.faults.map { "\($0)" } ?? "not told",
            number(changes?.new), number(changes?.gone), Self.duration(run.milliseconds),
            Self.bar(run.milliseconds, of: longest), run.exit.map { "\($0)" } ?? "not finished",
        ]
    }

    private static let width = 120

    /// Shares of the statuses, the gravest first; what is there at all is seen.
    private func statusBar(_ run: History.Run) -> String {
        let all = run.statuses.values.reduce(0, +)
        guard all > 0 else { return "" }
        var left = 0
        let parts = Status.gravest.compactMap { status -> String? in
            guard let count = run.statuses[status.rawValue], left < Self.width else { return nil }
            let share = min(
                Self.width - left, max(2, Int((Double(count) / Double(all) * Double(Self.width)).rounded())))
            defer { left += share }
            return "<rect class=\"\(status.rawValue)\" x=\"\(left)\" width=\"\(share)\" height=\"12\"/>"
        }
        return Self.drawing(parts.joined())
    }

    private static func bar(_ value: Int, of longest: Int) -> String {
        guard longest > 0 else { return "" }
        let share = Int((Double(value) / Double(longest) * Double(width)).rounded())
        return drawing("<rect class=\"time\" width=\"\(min(width, max(1, share)))\" height=\"12\"/>")
    }

    private static func drawing(_ parts: String) -> String {
        "<svg width=\"\(width)\" height=\"12\" aria-hidden=\"true\">\(parts)</svg>"
    }

    /// Boots and cells that do not come to the same each time.
    var flakeSection: String {
        let boots = flakes.boots.map { boot in
            [
                "\((boot.rate * 1000).rounded() / 10) %", "\(boot.failed) of \(boot.attempts)", "\(boot.runs)",
                Markup.escaped(boot.says),
                Markup.escaped(String(boot.lastFailure.split(separator: "\n").first ?? "")),
            ]
        }
        let cells = flakes.cells.map { cell in
            [
                cell.verdicts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
                    .map { Markup.escaped("\($0.key) \($0.value)") }.joined(separator: "<br>"),
                Markup.escaped(cell.kernel ?? ""), Markup.escaped(cell.says),
                "<code>\(Markup.escaped(String(cell.cell.prefix(12))))</code>",
            ]
        }
        return """
            <section id="flakes"><h2>What flakes</h2>
            \(boots.isEmpty ? "<p>No attempt at a boot failed.</p>" : Self.table(["failed", "attempts", "runs", "boot", "last failure"], boots))
            \(cells.isEmpty ? "<p>No cell changed its verdict where nothing else changed.</p>" : Self.table(["verdicts", "kernel", "cell", ""], cells))
            </section>
            """
    }

    /// The boots that take the longest.
    var timeSection: String {
        let longest = boots.map(\.longest).max() ?? 0
        let rows = boots.map { boot in
            [
                Self.duration(boot.mean), Self.bar(boot.mean, of: longest),
                "\(Self.duration(boot.shortest)) to \(Self.duration(boot.longest))", "\(boot.attempts)",
                Markup.escaped(boot.says),
            ]
        }
        let table =
            rows.isEmpty
            ? "<p>No boot came to its end.</p>" : Self.table(["mean", "", "from, to", "attempts", "boot"], rows)
        return "<section id=\"times\"><h2>Durations</h2>\n<p>The boots that take the longest.</p>\n\(table)\n</section>"
    }
}
