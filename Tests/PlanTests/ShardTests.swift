import Plan
import TestSupport
import Testing

@Suite struct ShardTests {
    @Test(arguments: Dice.seeds()) func everyBootIsInOneShardAndTheLoadsAreEven(seed: Int) throws {
        let plan = try plan(small + "\n  - {kind: map-single, size: 8KiB, direction: to-device}")
        var random = Dice(seed)
        for count in 1...7 {
            let weights = Weights(
                milliseconds: Dictionary(
                    uniqueKeysWithValues: plan.boots.map { ($0.key, Int.random(in: 1...1000, using: &random)) }))
            let shards = try (1...count).map { index in
                plan.boots(of: try #require(Shard("\(index)/\(count)")), weights: weights)
            }
            #expect(shards.map(\.count).reduce(0, +) == plan.boots.count)
            #expect(Set(shards.joined()) == Set(plan.boots.map(\.key)))
            let loads = shards.map { $0.reduce(0) { $0 + (weights.milliseconds[$1] ?? 0) } }
            // What the longest-first rule promises: no shard is longer than the shortest by more than one boot.
            let longest = weights.milliseconds.values.max() ?? 0
            #expect((loads.max() ?? 0) - (loads.min() ?? 0) <= longest, "\(loads)")
            let again = try #require(Shard("1/\(count)"))
            #expect(plan.boots(of: again, weights: weights) == shards[0])
        }
    }

    @Test func withoutWeightsAllBootsWeighTheSame() throws {
        let plan = try plan(small)
        let sizes = try (1...3).map { plan.boots(of: try #require(Shard("\($0)/3")), weights: nil).count }
        #expect(sizes == [2, 1, 1])
        #expect(plan.boots(of: try #require(Shard("5/5")), weights: nil).isEmpty)
    }

    @Test(arguments: ["", "1", "0/3", "4/3", "1/0", "-1/3", "1/3/5", "a/b", "1/1001", "+1/3", "99999999999999999999/3"])
    func whatIsNoShardIsRefused(text: String) { #expect(Shard(text) == nil) }
}
