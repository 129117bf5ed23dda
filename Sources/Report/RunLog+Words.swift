public import Evidence
public import Journal
import Plan
import Printing
import RouteModel
import Verdict

extension RunLog {
    /// Boots of which cells have a verdict, with these, in the plan's order.
    var boots: [(boot: PlannedBoot, cells: [JudgedCell])] {
        let told = Dictionary(cells.map { ($0.cell.id, $0) }, uniquingKeysWith: { first, _ in first })
        return plan.boots.compactMap { boot in
            let cells = boot.cells.compactMap { told[$0.id] }
            return cells.isEmpty ? nil : (boot, cells)
        }
    }

    /// Cells, the worst first; those that are equally bad in the plan's order.
    var worstFirst: [JudgedCell] {
        cells.enumerated().sorted {
            ($1.element.judgement.verdict.gravity, $0.offset) < ($0.element.judgement.verdict.gravity, $1.offset)
        }.map(\.element)
    }

    /// Cells by status, such as `2 FAIL, 714 PASS`, the worst first.
    var counts: String {
        let counted = cells.reduce(into: [:]) { $0[$1.judgement.status, default: 0] += 1 }
        return Status.gravest.compactMap { status in counted[status].map { "\($0) \(status.rawValue)" } }
            .joined(separator: ", ")
    }

    /// The command that boots a cell again.
    func rerun(_ cell: Cell) -> String { "dmaroute rerun \(word) --cell \(cell.shortID)" }

    /// The run's folder as a command names it.
    var word: String { ShellWord.argument(PlainText.line(name)) }

    /// A cell's proof in plain lines.
    func proof(_ told: JudgedCell) -> String {
        let text = FailureText(cell: told.cell, judgement: told.judgement, run: name, colour: false).text
        return PlainText.lines(text).joined(separator: "\n")
    }
}

extension RunLog {
    /// The proof of a cell's verdict.
    /// - Parameters:
    ///   - files: paths of those that what was seen was decoded from.
    ///   - resting: what of the evidence the verdict rests on.
    public func explanation(
        of judged: JudgedCell, files: [String] = [], resting: Resting? = nil
    ) -> Explanation {
        Explanation(
            judged, run: name, policy: policy(of: judged.cell), version: version(of: judged.cell),
            attempt: observation(of: judged.cell)?.attempt, files: files, resting: resting)
    }
}

extension JudgedCell {
    /// Device and request, and what makes them one cell of a boot.
    var name: String {
        PlainText.line("\(cell.device.name) \(CellText.request(cell.request)) [\(cell.shortID)]")
    }

    /// Why the verdict is what it is, on one line; empty where it agrees.
    var why: String {
        if let declaration = judgement.declaration, judgement.verdict == .known {
            return PlainText.line("\(declaration.reason) \(declaration.link)")
        }
        return PlainText.line(judgement.reason.first ?? judgement.cause ?? "")
    }

    /// The verdict and why.
    var headline: String { why.isEmpty ? judgement.verdict.rawValue : "\(judgement.verdict.rawValue): \(why)" }
}

extension PlannedBoot {
    /// What was booted, on one line that is unlike any other boot's.
    var name: String { "\(boot.words) [\(shortKey)]" }
}

extension Boot {
    /// What is booted, on one line.
    var words: String { PlainText.line(BootText.text(self).replacing("  ", with: ", ")) }
}
