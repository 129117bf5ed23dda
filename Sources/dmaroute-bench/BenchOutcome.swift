import Foundation

/// All figures with the machine they belong to.
struct BenchOutcome: Encodable {
    var figures: [Figure]
    var machine: BenchMachine

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    func table() -> String {
        let rows = figures.map { figure in
            [
                figure.name, "\(Self.number(figure.value)) \(figure.unit)",
                figure.bound, figure.verdict, figure.over,
            ]
        }
        let all = [["figure", "measured", "bound", "", "over"]] + rows
        let widths = (0..<4).map { column in all.map { $0[column].count }.max() ?? 0 }
        let lines = all.map { row in
            zip(row, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }.joined(separator: "  ")
                + "  " + row[4]
        }
        return (lines + ["\(machine.cores) × \(machine.model), \(machine.system), load \(machine.load)"])
            .joined(separator: "\n")
    }

    /// Three significant digits; whole numbers grouped by thousands.
    static func number(_ value: Double) -> String {
        guard value.isFinite else { return "\(value)" }
        guard value >= 100 else { return String(format: value >= 10 ? "%.1f" : "%.2f", value) }
        var digits = Array(String(format: "%.0f", value))
        for position in stride(from: digits.count - 3, to: 0, by: -3) { digits.insert(",", at: position) }
        return String(digits)
    }
}
