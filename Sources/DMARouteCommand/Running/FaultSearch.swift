import Faults
import Foundation
import RouteModel
import Synchronization

/// Faults over the whole space, on all processors.
enum FaultSearch {
    /// What is searched where nobody says otherwise.
    static let spaces = [ConfigurationSpace(), .beyond]

    /// The forecasts of the policies, in their order.
    static func search(_ policies: [Policy], over spaces: [ConfigurationSpace] = spaces) -> [FaultForecast] {
        each(policies) { policy in
            var forecast = FaultForecast(policy)
            for space in spaces { take(space, policy, &forecast) }
            return forecast
        }
    }

    /// The policies explored, each with its faults, in their order.
    static func explore(
        _ policies: [Policy]
    ) -> [(exploration: Exploration, forecast: FaultForecast, seconds: Double)] {
        let space = ConfigurationSpace()
        return each(policies) { policy in
            let begin = ContinuousClock.now
            var forecast = FaultForecast(policy)
            let exploration = Exploration(policy, over: space) { forecast.take($0, at: $1, weight: $2) }
            take(.beyond, policy, &forecast)
            return (exploration, forecast, (ContinuousClock.now - begin) / .seconds(1))
        }
    }

    private static func take(_ space: ConfigurationSpace, _ policy: Policy, _ forecast: inout FaultForecast) {
        space.forEach { position, point in
            for outcome in policy.predict(point) {
                forecast.take(outcome, at: point, weight: space.weight(of: position))
            }
            return true
        }
    }

    private static func each<Found: Sendable>(_ policies: [Policy], _ body: @Sendable (Policy) -> Found) -> [Found] {
        let found = Mutex<[Int: Found]>([:])
        DispatchQueue.concurrentPerform(iterations: policies.count) { index in
            let one = body(policies[index])
            found.withLock { $0[index] = one }
        }
        return found.withLock { found in policies.indices.compactMap { found[$0] } }
    }
}
