/// How far a policy's rules reach into the space.
public struct Exploration: Hashable, Sendable {
    /// Points whose buffer exists.
    public let points: Int
    /// Of those, the ones that the policy does not speak about.
    public let unmodelled: Int
    /// Distinct ways through the rules.
    public let chains: Int

    public init(_ policy: Policy, over space: ConfigurationSpace = ConfigurationSpace()) {
        var points = 0
        var unmodelled = 0
        var chains: Set<Chain> = []
        space.forEach { _, point in
            points += 1
            for outcome in policy.predict(point) {
                if outcome.allowed == nil { unmodelled += 1 }
                chains.insert(outcome.because)
            }
            return true
        }
        self.points = points
        self.unmodelled = unmodelled
        self.chains = chains.count
    }
}
