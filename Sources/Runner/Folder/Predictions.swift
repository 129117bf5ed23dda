import Printing
import Foundation
import Journal
public import Plan
public import RouteModel
import Verdict

/// What was predicted of the cells of a run before anything booted: `predictions.jsonl`, beside the plan.
public struct Predictions: Sendable {
    private var byCell: [String: Prediction] = [:]

    /// Predicts every cell of a plan.
    /// - Parameter policy: nil: each kernel's own.
    public init(of plan: Plan, by policy: Policy?) {
        for boot in plan.boots {
            let policy = policy ?? Policy.named(boot.boot.kernel)
            let parsed = ParsedBoot(boot.boot)
            for cell in boot.cells {
                let point = Point(parsed, device: cell.device, request: cell.request)
                byCell[cell.id] = Prediction(of: cell.id, at: point, by: policy)
            }
        }
    }

    /// None yet.
    init() {}

    /// Those of a run; nil where it was made before runs had any.
    /// - Throws: `RunnerError` for a file that cannot be read whole.
    public init?(_ folder: RunFolder) throws {
        guard RunFolder.isFile(folder.predictions) else { return nil }
        let (records, broken) = RecordFile<Prediction>.read(
            folder.predictions, limit: RunLimits(folder).predictions, longest: JournalLine.longest)
        if let broken {
            throw RunnerError(
                "\(folder.path): \(broken)", hint: "without the predictions from before its boots a run proves nothing")
        }
        for record in records { byCell[record.cell] = record }
    }

    /// The cell's; nil where nothing was predicted of it.
    subscript(cell: String) -> Prediction? { byCell[cell] }

    /// How many cells the two predict differently, of those that both speak of.
    public func differing(from other: Predictions) -> Int {
        byCell.count { cell, prediction in other.byCell[cell].map { $0 != prediction } ?? false }
    }

    /// Takes in those of another part of the same plan.
    /// - Throws: `RunnerError` where a cell was predicted otherwise there.
    mutating func join(_ other: Predictions, of folder: RunFolder) throws {
        for (cell, prediction) in other.byCell {
            guard byCell[cell].map({ $0 == prediction }) ?? true else {
                throw RunnerError(
                    "\(folder.path) predicted cell \(Printable.line(cell, limit: 12)) otherwise than another part",
                    hint: "merge runs that were made by one release of dmaroute and one policy")
            }
            byCell[cell] = prediction
        }
    }

    /// Writes them in the order of the plan.
    func write(to folder: RunFolder, of plan: Plan) throws {
        guard !byCell.isEmpty else { return }
        let file = try RecordFile<Prediction>(path: folder.predictions)
        for cell in plan.cells {
            if let prediction = byCell[cell.id] { try file.append(prediction) }
        }
    }
}
