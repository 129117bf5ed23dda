import RouteModel

/// What a policy predicts of a configuration, held against a symptom.
struct SymptomPrediction {
    let outcomes: [Outcome]

    init(_ policy: Policy, _ configuration: Configuration) {
        let point = Point(boot: configuration.boot, device: configuration.device, request: configuration.request)
        // What was said before would only make a message silent, and a pool with room is what a first request finds.
        outcomes = policy.predict(point).filter { outcome in
            !outcome.given.contains { $0.isSpent || $0.isShort }
        }
    }

    /// Routes of every outcome; nil where the policy makes no prediction.
    var routes: [Route]? {
        let allowed = outcomes.compactMap(\.allowed)
        return allowed.isEmpty ? nil : allowed.flatMap { $0 }
    }

    /// Whether the prediction shows the symptom; nil where there is no prediction.
    func shows(_ symptom: Symptom) -> Bool? {
        guard let routes else { return nil }
        return routes.contains { Self.is($0, symptom) }
    }

    static func `is`(_ route: Route, _ symptom: Symptom) -> Bool {
        let refused = route.path == .refused
        switch symptom {
        case .noPool, .directOverflow: return refused && route.message == .dmaAddrOverflow
        case .tooLarge, .exhausted: return refused && route.message == .swiotlbFull
        case .poolOverflow, .poolOutOfReach: return refused && route.message == .swiotlbAddrOverflow
        case .bounceInactive: return refused && route.message == .bounceInactive
        case .virtioRefused: return route.path == .noDriver
        case .allocationFails, .refused: return refused
        case .failure: return refused || route.path == .noDriver || !route.arrives
        case .fault, .none, .fullForNoReason, .unreadable, .warnedAtBoot, .trouble: return false
        }
    }

    /// The prediction in a few words, each route once.
    var told: String {
        guard let routes else { return "nothing: the policy does not speak about it" }
        var said: [String] = []
        for route in routes where !said.contains(route.told) { said.append(route.told) }
        return said.joined(separator: ", or ")
    }

    /// The sentence of the rule that makes it refuse, or of the last that was asked.
    var reason: String? {
        let refused = outcomes.first { $0.allowed?.contains { $0.path == .refused } == true }
        return (refused?.because.refusal.last ?? outcomes.first?.because.rules.last)?.says
    }
}

extension Route {
    var told: String {
        var words = [path == .noDriver ? "no driver" : path.rawValue]
        if path == .refused { words.append(message == .silent ? "silently" : message?.rawValue ?? "") }
        if addressBit != .none, path != .refused, path != .noDriver { words.append(addressBit.text()) }
        if let memory, memory != .ordinary { words.append("memory \(memory.rawValue)") }
        if !arrives { words.append("bytes lost") }
        return words.filter { !$0.isEmpty }.joined(separator: ", ")
    }
}
