import Plan

/// Bytes that the files of a run may have, by what the run is about: whoever sends one may have put anything there, and
/// reading takes many times the bytes.
///
/// Measured of nightly.yaml, in 286 boots of 12,934 cells: a cell takes 370 bytes of the plan, 650 of the predictions and 5200
/// of the journal, with all that its boots take of it.
public struct RunLimits {
    /// Of a plan, and so of weights and names of boots; about 175,000 cells.
    public static let plan = 64 << 20
    /// Of `part.json`, which names boots.
    static let part = 16 << 20
    /// Of a journal or predictions, whatever the plan.
    static let most = 1 << 30

    /// Of `journal.jsonl`, in which every session tells of its attempts, and a merge tells of all sessions.
    let journal: Int
    /// Of `predictions.jsonl`.
    let predictions: Int

    init(cells: Int, boots: Int) {
        let cells = min(cells, Self.plan)
        journal = min(Self.most, 16 << 20 + cells * (32 << 10) + min(boots, cells) * (256 << 10))
        predictions = min(Self.most, 1 << 20 + cells * (4 << 10))
    }

    init(_ plan: Plan) { self.init(cells: plan.cellCount, boots: plan.boots.count) }

    /// By the bytes of a plan that is not read: a cell takes at least 128 of them.
    init(planBytes: Int) { self.init(cells: planBytes / 128, boots: planBytes / 512) }

    /// Likewise, of a folder with a plan.
    init(_ folder: RunFolder) { self.init(planBytes: folder.planSize) }
}
