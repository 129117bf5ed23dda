import Testing

@testable import RouteModel

/// A rule that refuses says so in its ``Effect``; here every refusal is asked for its cause.
@Suite("What rules do")
struct EffectTests {
    @Test("a refusal has rules that decided on it, and nothing else has", arguments: Policy.all)
    func refusals(_ policy: Policy) {
        for outcome in SpaceTests.points.lazy.flatMap({ policy.predict($0) }) {
            guard let routes = outcome.allowed else { continue }
            let refused = routes.contains { $0.path == .refused }
            let unbound = routes.contains { $0.path == .noDriver }
            if refused != outcome.because.refusal.isEmpty, unbound != outcome.because.unbinding.isEmpty { continue }
            Issue.record("\(policy.name): \(summary([outcome])): \(outcome.because.rules.map(\.says))")
            return
        }
    }

    /// So that no effect can be left out of a rule, or turned round, without a refusal that loses its cause.
    @Test("every rule with an effect is the cause of something", arguments: Policy.all)
    func causes(_ policy: Policy) {
        var silent = Set(policy.composition.specs.filter { $0.effect != .none }.map(\.id))
        // These never refuse: two pools serve every device, 7.3 labels the pool of every guest, all of whose devices
        // need one with a label, and no mask that is accepted is narrower than every zone.
        silent.subtract(["two-pools/pool-fits-device", "swiotlb/pool-fits-device", "alloc/zone-retry"])
        var seen: Set<Chain> = []
        let narrow = point(mask: 64, coherent: 23)
        for point in [narrow] + SpaceTests.points + SpaceTests.more where !silent.isEmpty {
            for outcome in policy.predict(point) where seen.insert(outcome.because).inserted {
                silent.subtract((outcome.because.refusal + outcome.because.unbinding).map(\.id))
            }
        }
        #expect(silent == [])
    }
}
