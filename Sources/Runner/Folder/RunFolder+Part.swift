import Files
import Foundation
import Journal
public import Plan
import Printing

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
            try WholeFile.put(JSONEncoder().encode(Part(boots: boots.sorted())), at: part, isDurable: true)
        }
        try write(plan)
    }

    /// The boots of the run, if it is not about all of its plan's.
    public func readPart() throws -> Set<String>? {
        do {
            return Set(try JSONDecoder().decode(Part.self, from: RegularFile.read(part, limit: RunLimits.part)).boots)
        } catch let problem as FileProblem {
            guard problem.number != ENOENT else { return nil }
            throw RunnerError(problem.message, hint: problem.hint)
        } catch {
            throw RunnerError("\(part) does not say which boots the run is about: \(error)")
        }
    }

    /// Whether a journal tells of no other boots than the run's own.
    /// - Parameter part: keys of those; nil: all.
    /// - Throws: `RunnerError` where it has an attempt or a verdict of another boot.
    func expect(_ text: JournalText, toBeOf part: Set<String>?) throws {
        guard let part else { return }
        let told = text.lines.lazy.compactMap { $0.closed?.boot ?? $0.event.boot }
        guard let other = told.first(where: { !part.contains($0) }) else { return }
        throw RunnerError(
            "\(path) tells of the boot \(Printable.line(other, limit: 12)), which its part.json does not name",
            hint: "take the folder as dmaroute left it")
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
