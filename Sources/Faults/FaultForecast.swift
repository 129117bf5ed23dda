public import RouteModel

/// What a policy's faults are over a whole space of configurations.
public struct FaultForecast: Sendable {
    private var tally = FaultTally()
    private let policy: Policy
    private let soundness: Soundness

    /// Of a policy about which nothing was asked so far.
    public init(_ policy: Policy) {
        self.policy = policy
        soundness = Soundness(policy)
    }

    /// Takes in what the policy predicts at a configuration, but for what differs by earlier words of the kernel alone.
    public mutating func take(_ outcome: Outcome, at point: Point, weight: Int) {
        guard !outcome.given.contains(where: \.isSpent) else { return }
        for breach in soundness.breaches(outcome, at: point) {
            tally.predict(.init(breach: breach, point: point, policy: policy, kernel: policy.name, weight: weight))
        }
    }

    /// The faults of several policies as one list, the worst first.
    public static func faults(_ forecasts: [FaultForecast]) -> [KernelFault] {
        var all = FaultTally()
        for forecast in forecasts { all.add(forecast.tally) }
        return all.faults(exploring: Set(forecasts.map(\.policy.name)))
    }
}
