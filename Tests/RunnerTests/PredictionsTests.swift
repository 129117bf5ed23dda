import Foundation
import Journal
import Plan
import RouteModel
import TestSupport
import Testing
import Verdict

@testable import Runner

/// A run writes down what it predicts before it boots anything, and its verdicts keep to that.
@Suite struct PredictionsTests {
    @Test func whatIsWrittenIsReadAgain() throws {
        let run = try FakeRun()
        let predictions = Predictions(of: run.plan, by: nil)
        #expect(try Predictions(run.folder) == nil, "a run of an earlier release has none")
        try run.folder.write(run.plan, part: nil, predictions)
        let read = try #require(try Predictions(run.folder))
        #expect(run.plan.cells.allSatisfy { read[$0.id] != nil && read[$0.id] == predictions[$0.id] })
        let lines = try String(contentsOfFile: run.folder.predictions, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == run.plan.cellCount)
        #expect(zip(lines, run.plan.cells).allSatisfy { $0.contains($1.id) }, "in the plan's order")
        #expect(read.differing(from: predictions) == 0)
        #expect(read.differing(from: Predictions(of: run.plan, by: Policy.named("seed"))) > 0)
    }

    @Test func aFileThatIsCutIsRefused() throws {
        let run = try FakeRun()
        try run.folder.write(run.plan, part: nil, Predictions(of: run.plan, by: nil))
        let whole = try Data(contentsOf: URL(fileURLWithPath: run.folder.predictions))
        try whole.dropLast(7).write(to: URL(fileURLWithPath: run.folder.predictions))
        #expect(throws: RunnerError.self) { try Predictions(run.folder) }
    }

    @Test func verdictsKeepToIt() throws {
        let run = try FakeRun()
        run.options.predictions = Predictions(of: run.plan, by: nil)
        try run.run()
        #expect(try run.judgements().allSatisfy { $0.verdict == .agree })
    }

    @Test func verdictsOfAnotherModelAreErrors() throws {
        let run = try FakeRun()
        run.options.predictions = Predictions(
            of: run.plan, by: Policy.named("linux-7.3")?.negating("swiotlb/pool-exists"))
        try run.run()
        #expect(try run.judgements().contains { $0.verdict == .error && $0.wrong == .harness })
    }

    @Test func partsThatPredictOtherwiseAreNotMerged() throws {
        let one = try FakeRun()
        let other = try FakeRun()
        try one.folder.write(one.plan, part: nil, Predictions(of: one.plan, by: nil))
        try other.folder.write(one.plan, part: nil, Predictions(of: one.plan, by: Policy.named("seed")))
        try one.run()
        try other.run()
        let error = #expect(throws: RunnerError.self) { try RunMerge([one.folder, other.folder]) }
        #expect(error?.message.contains("predicted cell") == true)
    }

    @Test func whatIsMergedHasTheLinesOfItsParts() throws {
        let run = try FakeRun()
        try run.folder.write(run.plan, part: nil, Predictions(of: run.plan, by: nil))
        try run.run()
        let new = try RunFolder(newIn: "\(run.scratch.path)/merged")
        _ = try RunMerge([run.folder, run.folder]).write(to: new)
        #expect(
            FileManager.default.contents(atPath: new.predictions)
                == FileManager.default.contents(atPath: run.folder.predictions))
    }

    @Test func aGuestWithOtherCPUsThanAskedForIsAnError() throws {
        let attempt = try Attempt()
        let facts = String(decoding: try attempt.content("facts.txt"), as: UTF8.self)
        let other = facts.replacingOccurrences(of: "processors=1\n", with: "processors=2\n")
        #expect(other != facts)
        let judged = try attempt.judged("facts.txt", as: Array(other.utf8))
        #expect(judged.allSatisfy { $0.judgement.verdict == .error })
        #expect(judged.first?.judgement.reason == ["the guest has 2 CPUs, and 1 were asked for"])
    }
}
