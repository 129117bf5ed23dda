import Foundation
import Plan
import RouteModel
import TestSupport
import Testing
import Verdict

@testable import Journal

@Suite struct MergeTests {
    @Test(arguments: 0..<60) func anySplitOrderDoubleKillAndResumeMergesToTheSame(seed: Int) throws {
        var dice = Dice(seed)
        let plan = try smallPlan()
        var whole = FakeRun(plan)
        try whole.run(&dice)
        let expected = try RunResult(
            plan: plan.digest, policy: .own,
            cells: plan.boots.flatMap { boot in
                boot.cells.map { .init(cell: $0.id, means: boot.boot.means, evidence($0)) }
            }
        ).json()
        #expect(try Merge.of([whole.text()], plan).result.json() == expected)

        let weights = Weights(
            milliseconds: Dictionary(
                uniqueKeysWithValues: plan.boots.filter { _ in Bool.random(using: &dice) }.map {
                    ($0.key, Int.random(in: 1...60_000, using: &dice))
                }))
        let count = Int.random(in: 1...5, using: &dice)
        var parts: [JournalText] = []
        for index in 1...count {
            let shard = try #require(Shard(index: index, count: count))
            for _ in 0...Int.random(in: 0...1, using: &dice) {
                var run = FakeRun(plan, part: plan.boots(of: shard, weights: weights))
                try run.run(&dice)
                for _ in 0..<Int.random(in: 0...3, using: &dice) {
                    run.kill(&dice)
                    // A copy that somebody took of the dead run.
                    if Bool.random(using: &dice) { parts.append(try run.text()) }
                    try run.run(&dice)
                }
                parts.append(try run.text())
            }
        }
        let merged = try Merge.of(parts.shuffled(using: &dice), plan)
        #expect(merged.missing.isEmpty && merged.disagreements.isEmpty)
        #expect(try merged.result.json() == expected)

        // Grouped otherwise, merges merged, and some parts once more.
        let some = try JournalText(Merge.of(parts.filter { _ in Bool.random(using: &dice) }, plan).journal(), of: plan)
        let again = try Merge.of(([some] + parts).shuffled(using: &dice), plan)
        let twice = try Merge.of([JournalText(again.journal(), of: plan)], plan)
        #expect(try again.journal() == merged.journal())
        #expect(try twice.journal() == merged.journal())
        #expect(try twice.result.json() == expected)
    }

    /// Each cell is closed once, whatever byte the run was killed behind.
    @Test func aRunGoesOnFromWhereverItWasKilled() throws {
        var dice = Dice(7)
        let plan = try smallPlan()
        let keys = Set(plan.boots.prefix(3).map(\.key))
        var whole = FakeRun(plan, part: keys)
        try whole.run(&dice)
        for length in stride(from: 0, through: whole.journal.count, by: 17) {
            var run = whole
            run.journal = Data(whole.journal.prefix(length))
            try run.run(&dice)
            let closed = try run.text().lines.compactMap { $0.closed?.id }
            #expect(closed.count == 6 && Set(closed).count == 6, "killed behind byte \(length)")
        }
    }

    @Test func theGraverOfTwoVerdictsCounts() throws {
        var dice = Dice(1)
        let plan = try smallPlan()
        let verdicts: [Verdict] = [.unavailable, .agree, .known, .vacuous, .error, .forbidden]
        let parts = try verdicts.map { verdict in
            var run = FakeRun(plan)
            run.judge = { _ in Judgement(verdict: verdict, sides: 1) }
            try run.run(&dice)
            return try run.text()
        }
        for (less, more) in zip(parts, parts.dropFirst()) {
            let (one, other) = try (Merge.of([less, more], plan), Merge.of([more, less], plan))
            #expect(try one.journal() == other.journal())
            #expect(one.disagreements.count == plan.cellCount)
            #expect(Set(one.verdicts) == [verdicts[1 + (parts.firstIndex { $0.length == less.length } ?? 0)]])
        }
        let all = try Merge.of(parts.shuffled(using: &dice), plan)
        #expect(Set(all.verdicts) == [.forbidden])
    }

    @Test func whatIsMissingIsNamed() throws {
        var dice = Dice(2)
        let plan = try smallPlan()
        let boots = Set(plan.boots.dropFirst(2).map(\.key))
        var run = FakeRun(plan, part: boots)
        try run.run(&dice)
        let missing = try Merge.of([run.text()], plan).missing
        #expect(missing.map(\.boot.key) == plan.boots.prefix(2).map(\.key))
        #expect(missing.map(\.cells.count) == [2, 2])
    }

    @Test func whatIsOfAnotherPlanKernelOrPolicyIsRefused() throws {
        var dice = Dice(3)
        let plan = try smallPlan()
        func merging(_ change: (inout FakeRun) -> Void) throws -> String? {
            var (one, other) = (FakeRun(plan), FakeRun(plan))
            change(&other)
            try one.run(&dice)
            try other.run(&dice)
            do {
                _ = try Merge.of([one.text(), other.text()], plan)
                return nil
            } catch let problem as JournalProblem {
                return problem.description
            }
        }
        #expect(try merging { _ in } == nil)
        #expect(try merging { $0.header.plan = "bb" }?.contains("another plan") == true)
        #expect(try merging { $0.header.policy = .named("seed") }?.contains("judged by") == true)
        #expect(try merging { $0.header.kernels[0].sha256["bzImage"] = "bb" }?.contains("another kernel") == true)
        #expect(try merging { $0.header.aliasedStores = true }?.contains("--alias-stores") == true)
        #expect(try merging { $0.header.judges = "runs/a" }?.contains("judges another run") == true)
        let foreign = try JournalText(Data(FakeRun(plan).journal), of: plan)
        #expect(try Merge.of([foreign], plan).missing.count == plan.boots.count)
        var run = FakeRun(plan)
        try run.run(&dice)
        #expect(throws: JournalProblem.self) {
            _ = try JournalText(run.journal, of: plan.keeping(boots: Set(plan.boots.prefix(2).map(\.key))))
        }
    }
}
