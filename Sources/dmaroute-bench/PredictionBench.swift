import RouteModel

/// Predicts every point of the shuffled configuration space by every policy.
struct PredictionBench {
    private static let floor = 1_000_000.0

    func figures() -> [Figure] {
        let points = ConfigurationSpace().shuffled(seed: 1, limit: 700_000)
        return Policy.all.map { policy in
            var outcomes = 0
            let seconds = CPUTime.least(of: 3) {
                outcomes = 0
                for point in points {
                    let predicted = policy.predict(point)
                    outcomes += predicted.count
                    keep(predicted)
                }
            }
            return Figure(
                "predictions", Double(points.count) / seconds, "/s", floor: Self.floor,
                over: "\(points.count) shuffled points by \(policy.name), \(outcomes) outcomes with reasons, no memo")
        }
    }
}
