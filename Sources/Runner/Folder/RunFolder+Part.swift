import Foundation
public import Plan

extension RunFolder {
    /// What `part.json` holds: which boots of the plan this run is about. A run of the whole plan has none.
    private struct Part: Codable {
        var boots: [String]
    }

    private var part: String { path + "/part.json" }

    /// Writes what the run is about. The plan comes last, because a folder without one is no run.
    /// - Parameters:
    ///   - boots: keys of the boots; nil: all.
    ///   - predictions: of the run's cells, before anything boots.
    public func write(_ plan: Plan, part boots: Set<String>?, _ predictions: Predictions? = nil) throws {
        try predictions?.write(to: self, of: plan)
        if let boots {
            try JSONEncoder().encode(Part(boots: boots.sorted()))
                .write(to: URL(fileURLWithPath: part), options: .atomic)
        }
        try write(plan)
    }

    /// The boots of the run, if it is not about all of its plan's.
    public func readPart() throws -> Set<String>? {
        guard let data = FileManager.default.contents(atPath: part) else { return nil }
        do {
            return Set(try JSONDecoder().decode(Part.self, from: data).boots)
        } catch {
            throw RunnerError("\(part) does not say which boots the run is about: \(error)")
        }
    }

    /// What the run is about.
    public func readWork() throws -> RunWork { try RunWork(plan: readPlan(), part: readPart()) }
}

/// What a run is about: a plan, or some of its boots.
public struct RunWork: Sendable {
    /// The whole plan.
    public let plan: Plan
    /// Keys of the boots that the run is about; nil for all.
    public let part: Set<String>?

    public init(plan: Plan, part: Set<String>?) {
        self.plan = plan
        self.part = part
    }

    /// The part of the plan that the run is about: another plan where that is not all.
    public var own: Plan { part.map(plan.keeping(boots:)) ?? plan }
}
