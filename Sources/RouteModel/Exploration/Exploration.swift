/// How far a policy's rules reach into the space, and which invariants hold there.
public struct Exploration: Sendable {
    /// Where a policy allows a route that breaks an invariant.
    public struct Counterexamples: Sendable {
        /// Of all such configurations the one that differs in the fewest values from the usual.
        public let smallest: Point
        /// The route that is allowed there.
        public let route: Route
        /// What the route rests on, where facts decide.
        public let given: [GivenFact]
        /// How many configurations of the space allow such a route.
        public let points: Int
    }

    /// Points whose buffer exists.
    public let points: Int
    /// Of those, the ones that the policy does not speak about.
    public let unmodelled: Int
    /// Distinct ways through the rules.
    public let chains: Int
    /// What breaks each invariant; no entry for one that holds everywhere.
    public let broken: [Invariant: Counterexamples]

    /// Predicts every configuration of the space, and holds each route that is allowed against every invariant.
    /// - Parameter visit: told each outcome, its configuration and how far that is from the usual one.
    public init(
        _ policy: Policy, over space: ConfigurationSpace = ConfigurationSpace(),
        visit: (_ outcome: Outcome, _ point: Point, _ weight: Int) -> Void = { _, _, _ in }
    ) {
        var points = 0
        var unmodelled = 0
        var chains: Set<Chain> = []
        var findings = Invariant.all.map { Finding(invariant: $0) }
        space.forEach { position, point in
            points += 1
            for outcome in policy.predict(point) {
                chains.insert(outcome.because)
                visit(outcome, point, space.weight(of: position))
                guard let routes = outcome.allowed else {
                    unmodelled += 1
                    continue
                }
                for route in routes {
                    for index in findings.indices where !findings[index].invariant.holds(point, outcome, route) {
                        findings[index].add(position, space.weight(of: position), point, outcome, route)
                    }
                }
            }
            return true
        }
        self.points = points
        self.unmodelled = unmodelled
        self.chains = chains.count
        broken = Dictionary(
            uniqueKeysWithValues: findings.compactMap { finding in
                finding.counterexamples.map { (finding.invariant, $0) }
            })
    }

    private struct Finding {
        let invariant: Invariant
        private var weight = Int.max
        private var smallest: (Point, Route, [GivenFact])?
        private var points = 0
        private var last = -1

        init(invariant: Invariant) { self.invariant = invariant }

        mutating func add(_ position: Int, _ weight: Int, _ point: Point, _ outcome: Outcome, _ route: Route) {
            if position != last { points += 1 }
            last = position
            guard weight < self.weight else { return }
            self.weight = weight
            smallest = (point, route, outcome.given)
        }

        var counterexamples: Counterexamples? {
            smallest.map { Counterexamples(smallest: $0.0, route: $0.1, given: $0.2, points: points) }
        }
    }
}
