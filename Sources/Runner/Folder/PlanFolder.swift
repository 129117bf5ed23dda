import Files
import Foundation
import Journal
public import Plan

/// A folder with a plan that several machines are to run, and the weights to share it out by.
public struct PlanFolder {
    let path: String

    public init(_ path: String) { self.path = path }

    /// - Throws: `RunnerError` where another plan stands there, for a plan never changes.
    public func write(_ plan: Plan, _ weights: Weights?) throws {
        do throws(FileProblem) { try Folder.make(path) } catch {
            throw RunnerError(error.message, hint: "choose another with --output")
        }
        if let old = try? RunFolder(existing: path) {
            guard try old.readPlan().digest == plan.digest else {
                throw RunnerError("\(path) holds another plan", hint: "choose another folder with --output")
            }
        } else {
            try RunFolder.write(plan, to: path + "/plan.json")
        }
        guard let weights else { return }
        try RunFolder.write(weights, to: path + "/weights.json")
    }
}

/// What the boots of past runs took.
public struct PastDurations {
    /// Of a boot that several runs made, the last one counts.
    public let weights: Weights

    /// - Parameter runs: folders of past runs; of a boot that several made, the last one here counts.
    public init(_ runs: [RunFolder]) throws {
        var milliseconds: [String: Int] = [:]
        for run in runs {
            for (boot, ended) in try JournalFile.text(run.journal, of: run.readPlan()).ended {
                milliseconds[boot] = ended.milliseconds
            }
        }
        weights = Weights(milliseconds: milliseconds)
    }
}
