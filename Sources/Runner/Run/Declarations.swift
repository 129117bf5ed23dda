public import Plan
public import RouteModel
import Verdict

/// The divergences that are declared for the cells of a run, and the day on which it is judged.
public struct Declarations: Sendable {
    private let byCell: [String: Declaration]
    private let today: Day

    /// - Parameters:
    ///   - known: by cell, those that concern the run.
    ///   - today: the day that it was when the run began.
    public init(_ known: [String: KnownDivergence], today: Day) {
        byCell = known.mapValues {
            Declaration(
                verdict: Verdict(declared: $0.verdict), reason: $0.reason, link: $0.link, expires: $0.expires)
        }
        self.today = today
    }

    /// A cell's verdict with what is declared for it.
    func applied(to judgement: Judgement, of cell: String) -> Judgement {
        byCell[cell].map { judgement.held(against: $0, on: today) } ?? judgement
    }
}

extension Verdict {
    init(declared divergence: Divergence) {
        self =
            switch divergence {
            case .forbidden: .forbidden
            case .corrupted: .corrupted
            case .absent: .absent
            }
    }
}
