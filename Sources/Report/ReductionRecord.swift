public import Plan
import RouteModel
public import Search

/// What `dmaroute reduce` answers, as JSON and in words.
public struct ReductionRecord: Encodable, Sendable {
    struct Step: Encodable {
        var change: String
        var shown: Bool
        /// 0 where nothing can be like this.
        var tries: Int
        var candidate: Candidate
        var runs: [String]
    }

    /// The cell at the beginning.
    let cell: String
    /// What it showed; of two kernels where the difference of two is looked for.
    let showing: [Signature]
    let against: String?
    /// The smallest configuration and its cell.
    let smallest: Candidate
    let smallestCell: String
    /// How many values differ from the usual ones, before and after.
    let unusual: [Int]
    /// How often the configuration at the beginning showed what was looked for.
    public let before: Reduction.Reliability
    let after: Reduction.Reliability
    let boots: Int
    let steps: [Step]
    /// Arguments of `dmaroute run` for the smallest configuration.
    let flags: String
    private let cells: (before: Cell, after: Cell)

    private enum CodingKeys: String, CodingKey {
        case cell, showing, against, smallest, smallestCell, unusual, before, after, boots, steps, flags
    }

    /// - Parameters:
    ///   - smallest: the cell of the smallest configuration.
    ///   - policy: that judged it; nil: the kernel's own.
    ///   - runs: folders of what was booted.
    public init(
        _ reduction: Reduction, cell: Cell, smallest: Cell, showing: [Signature], against: String?, policy: String?,
        boots: Int, runs: [Candidate: [String]]
    ) {
        self.cell = cell.id
        self.showing = showing
        self.against = against
        self.smallest = reduction.smallest
        smallestCell = smallest.id
        before = reduction.before
        after = reduction.after
        self.boots = boots
        let start = reduction.start
        unusual = [start.unusual, reduction.smallest.unusual]
        steps = reduction.steps.map {
            Step(
                change: $0.change, shown: $0.shown, tries: $0.tries, candidate: $0.candidate,
                runs: runs[$0.candidate] ?? [])
        }
        flags = CandidateText.flags(reduction.smallest) + (policy.map { " --policy \($0)" } ?? "")
        cells = (cell, smallest)
    }

    /// - Parameter folder: where the boots are kept.
    public func text(folder: String) -> String {
        let (old, new) = (CellText.text(cells.before), CellText.text(cells.after))
        let what = showing.map(\.text).joined(separator: "; \(against ?? "") ")
        guard before.shown > 0 else {
            return """
                not shown again in \(counted(before.tries, "boot")), so there is nothing to reduce
                  cell         \(old)   [\(cells.before.shortID)]
                  showed       \(what)
                  kept         \(folder)
                """
        }
        let besides = smallest.beside.map { "\($0.device.name) \(CellText.request($0.request))" }
        return
            ([
                "\(unusual[0]) unusual values and requests before it became \(unusual[1]), in \(counted(boots, "boot"))",
                "  from         \(old)   [\(cells.before.shortID)]",
                "  smallest     \(new)   [\(cells.after.shortID)]",
            ] + besides.map { "  after        \($0)" } + [
                "  shows        \(what)",
                "  reliability  \(before.shown) of \(before.tries) at the beginning, \(after.shown) of \(after.tries) of the smallest",
                "  kept         \(folder)/reduction.json",
                "  again        dmaroute run \(flags)",
            ]).joined(separator: "\n")
    }
}

/// A candidate on one line, and as the flags that run it.
public enum CandidateText {
    /// Boot, device and request of the target, and how many requests come before it.
    public static func text(_ candidate: Candidate) -> String {
        let target = candidate.target
        let beside = candidate.beside.isEmpty ? "" : "   after \(counted(candidate.beside.count, "request"))"
        return
            "\(BootText.text(candidate.boot))   \(target.device.name)   \(CellText.request(target.request))\(beside)"
    }

    /// Of the target alone: what was asked before it in its boot has no flags that keep its order.
    static func flags(_ candidate: Candidate) -> String {
        ConfigurationFlags.text(candidate.point, kernel: candidate.boot.kernel)
    }
}
