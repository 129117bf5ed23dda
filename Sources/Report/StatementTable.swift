public import Plan
public import RouteModel
public import Verdict

/// What a run says of each statement, by kernel: of all cells that bear on it the worst.
public struct StatementTable {
    private struct Entry {
        var verdict: StatementVerdict
        /// Cells that say so, and the first of them.
        var cells: Int
        var first: String
        var reason: String
    }

    /// By statement's id, then by kernel.
    private let entries: [String: [String: Entry]]
    private let kernels: [String]

    /// - Parameter cells: in the plan's order.
    public init(cells: [Cell], judgements: [String: Judgement]) {
        var entries: [String: [String: Entry]] = [:]
        var kernels: [String] = []
        for cell in cells {
            let kernel = cell.boot.kernel
            for finding in judgements[cell.id]?.statements ?? [] {
                if !kernels.contains(kernel) { kernels.append(kernel) }
                let before = entries[finding.id]?[kernel]
                if let before, before.verdict.weight > finding.verdict.weight { continue }
                if before?.verdict == finding.verdict {
                    entries[finding.id]?[kernel]?.cells += 1
                } else {
                    entries[finding.id, default: [:]][kernel] = Entry(
                        verdict: finding.verdict, cells: 1, first: cell.shortID, reason: finding.reason)
                }
            }
        }
        self.entries = entries
        self.kernels = kernels
    }

    /// The worst over the cells of a kernel; nil where none bears on the statement.
    public func verdict(of statement: String, on kernel: String) -> StatementVerdict? {
        entries[statement]?[kernel]?.verdict
    }

    /// A line a statement, with the number of cells that say so, and behind them what is broken and by what; empty where
    /// the run bears on none.
    public var lines: [String] {
        guard !entries.isEmpty else { return [] }
        let rows = Statement.all.compactMap { statement -> [String]? in
            guard let row = entries[statement.id] else { return nil }
            return [statement.id] + kernels.map { row[$0].map { "\($0.verdict.rawValue) \($0.cells)" } ?? "-" }
        }
        return ([["statement"] + kernels] + rows).map { row in
            (zip(row, [9] + kernels.map { _ in 18 }).dropLast().map { $0.padded(to: $1) } + row.suffix(1))
                .joined(separator: "  ")
        } + Statement.all.flatMap(broken)
    }

    /// What a statement says and the first cell of each kernel that breaks it, wholly or partly.
    private func broken(_ statement: Statement) -> [String] {
        let lines = kernels.compactMap { kernel -> String? in
            guard let entry = entries[statement.id]?[kernel], entry.verdict == .violated || entry.verdict == .partly
            else { return nil }
            return "          \(kernel) \(entry.verdict.rawValue), \(counted(entry.cells, "cell")), such as "
                + "[\(entry.first)]: \(entry.reason)"
        }
        return lines.isEmpty ? [] : ["\(statement.id.padded(to: 8))  \(statement.says)"] + lines
    }
}
