import Report
import RouteModel

extension HistoryPage {
    /// Each fault once, with a line for each kernel that has or had it: the new ones first.
    var faultSection: String {
        let title = "<section id=\"faults\"><h2>Faults</h2>"
        guard !faults.isEmpty else { return "\(title)\n<p>No run tells a fault.</p>\n</section>" }
        var order: [String] = []
        var kernels: [String: [FaultPast]] = [:]
        for past in faults.filter(\.isNew) + faults.filter({ !$0.isNew }) {
            if kernels[past.fault] == nil { order.append(past.fault) }
            kernels[past.fault, default: []].append(past)
        }
        let items = order.compactMap { kernels[$0].flatMap(item) }
        return "\(title)\n<ol>\n\(items.joined(separator: "\n"))\n</ol>\n</section>"
    }

    private func item(_ pasts: [FaultPast]) -> String? {
        guard let first = pasts.first else { return nil }
        let place = first.place.map { "<br><code>\(Markup.escaped($0))</code>" } ?? ""
        let rows = pasts.map { past in
            [
                "<b class=\"mark \(Self.mark(past))\">\(Self.word(past))</b>", kernel(past), span(past),
                Markup.escaped(past.changed.joined(separator: ", ")), "\(past.cells)",
            ]
        }
        let table = Self.table(["", "kernel", "runs", "what changed", "cells"], rows)
        return """
            <li><b>\(Markup.escaped(first.class))</b> \(Markup.escaped(first.says)) <code>\(Markup.escaped(first.fault))</code>\
            <br>\(Markup.escaped(first.consequence))\(place)
            \(table)</li>
            """
    }

    private func kernel(_ past: FaultPast) -> String {
        let policy = PolicyChoice(past.policy).name.map { " by \($0)" } ?? ""
        return Markup.escaped(past.kernel + policy + (past.last.kernel.map { " \($0)" } ?? ""))
    }

    private func span(_ past: FaultPast) -> String {
        var words = ["since \(link(named: past.since.run))"]
        words.append(past.before.map { "not in \(link(named: $0.run))" } ?? "the first run that looked")
        if past.state != .here { words.append("last in \(link(named: past.last.run))") }
        if let gone = past.gone { words.append("gone in \(link(named: gone.run))") }
        return words.joined(separator: ", ")
    }

    private static func mark(_ past: FaultPast) -> String {
        past.isNew ? "new" : past.state == .gone ? "gone" : past.state == .here ? "here" : "unseen"
    }

    private static func word(_ past: FaultPast) -> String {
        past.isNew ? "new" : past.state == .notLookedAt ? "not looked at" : past.state.rawValue
    }
}
