public import Plan
public import RouteModel
public import Verdict

/// What a run says of each statement, by kernel: of all cells that bear on it the worst.
public struct StatementTable {
    /// By statement's id, then by kernel.
    private let verdicts: [String: [String: (verdict: StatementVerdict, cells: Int)]]
    private let kernels: [String]

    public init(cells: [Cell], judgements: [String: Judgement]) {
        var verdicts: [String: [String: (verdict: StatementVerdict, cells: Int)]] = [:]
        var kernels: [String] = []
        for cell in cells {
            for finding in judgements[cell.id]?.statements ?? [] {
                let kernel = cell.boot.kernel
                if !kernels.contains(kernel) { kernels.append(kernel) }
                let before = verdicts[finding.id]?[kernel]
                switch before {
                case let known? where known.verdict.weight > finding.verdict.weight: continue
                case let known? where known.verdict == finding.verdict:
                    verdicts[finding.id]?[kernel] = (known.verdict, known.cells + 1)
                default: verdicts[finding.id, default: [:]][kernel] = (finding.verdict, 1)
                }
            }
        }
        self.verdicts = verdicts
        self.kernels = kernels
    }

    /// The worst over the cells of a kernel; nil where none bears on the statement.
    public func verdict(of statement: String, on kernel: String) -> StatementVerdict? {
        verdicts[statement]?[kernel]?.verdict
    }

    /// A line a statement, with the number of cells that say so, and what the broken ones say; empty where the run bears
    /// on none.
    public var lines: [String] {
        guard !verdicts.isEmpty else { return [] }
        let heading = (["statement"] + kernels).enumerated().map { $1.padded(to: width($0)) }
        let rows = Statement.all.compactMap { statement -> String? in
            guard let row = verdicts[statement.id] else { return nil }
            let cells = kernels.enumerated().map { index, kernel in
                (row[kernel].map { "\($0.verdict.rawValue) \($0.cells)" } ?? "-").padded(to: width(index + 1))
            }
            return ([statement.id.padded(to: width(0))] + cells).joined(separator: "  ")
        }
        return ([heading.joined(separator: "  ")] + rows).map(Self.trimmed) + broken
    }

    /// What those say that a kernel breaks, wholly or partly.
    private var broken: [String] {
        Statement.all.filter { statement in
            verdicts[statement.id]?.values.contains { $0.verdict == .violated || $0.verdict == .partly } == true
        }.map { "\($0.id.padded(to: width(0)))  \($0.says)" }
    }

    private static func trimmed(_ line: String) -> String {
        String(line.reversed().drop { $0 == " " }.reversed())
    }

    private func width(_ column: Int) -> Int { column == 0 ? 9 : 18 }
}
