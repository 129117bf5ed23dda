public import Journal
public import Plan
public import RouteModel
import Synchronization

/// Closes cells in a journal: each with what was seen of it, and its verdict with what is declared for it.
public final class CellCloser: Sendable {
    private let journal: JournalFile
    /// nil: nothing is declared.
    private let declarations: Declarations?
    private let closed = Mutex<[JudgedCell]>([])

    public init(_ journal: JournalFile, declarations: Declarations? = nil) {
        self.journal = journal
        self.declarations = declarations
    }

    /// Closes cells of one boot at once: with all of them in the journal, or none, a run that was killed can go on.
    /// - Parameters:
    ///   - cells: with the verdicts that their evidence comes to.
    ///   - means: of the boot's memory encryption; nil where there is none.
    /// - Returns: the cells with the verdicts that count.
    @discardableResult
    public func close(_ cells: [JudgedCell], of boot: PlannedBoot, means: Means?) throws -> [JudgedCell] {
        let cells = cells.map { cell in
            var cell = cell
            cell.judgement = declarations?.applied(to: cell.judgement, of: cell.cell.id) ?? cell.judgement
            return cell
        }
        let seen = cells.compactMap { cell in
            cell.observation.map { Event.observation(boot: boot.key, attempt: cell.attempt, $0) }
        }
        let closing = cells.map {
            Event.cell(id: $0.cell.id, boot: boot.key, attempts: $0.attempt, means: means, $0.judgement)
        }
        try journal.append(seen + closing)
        closed.withLock { $0 += cells }
        return cells
    }

    /// Closes cells of one boot at once, with the means of encryption that the boot's own values tell.
    @discardableResult
    public func close(_ cells: [JudgedCell], of boot: PlannedBoot) throws -> [JudgedCell] {
        try close(cells, of: boot, means: boot.boot.means)
    }

    /// Every cell that was closed so far.
    public var cells: [JudgedCell] { closed.withLock { $0 } }
}
