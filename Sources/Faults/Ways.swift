import RouteModel

/// The ways that a kernel did not take: what becomes of a request when one question is answered otherwise.
struct Ways {
    let policy: Policy
    /// The point, of which the kernel has said nothing before: that decides nothing but words.
    let asked: AskedPoint
    /// What the outcome in question rests on, and the path of its route.
    let given: [GivenFact]
    let path: Path

    /// What an alternative comes to.
    private enum Fate {
        case works
        /// The request is refused, or the device gets no driver.
        case refuses
        /// The device gets what it must not get, or nobody says what it gets.
        case harms
    }

    init(policy: Policy, point: Point, facts: Facts, beside outcome: Outcome, _ route: Route) {
        given = outcome.given
        path = route.path
        self.policy = policy
        asked = Self.asked(point, facts)
    }

    private static func asked(_ point: Point, _ facts: Facts) -> AskedPoint {
        var facts = facts
        facts.saidBefore = Said()
        return AskedPoint(point, facts: facts)
    }

    /// The last question whose other answer would have served a request that was refused; nil where the kernel had no way.
    func besideRefusal(_ chain: Chain) -> Question? { serving(chain, asked) }

    /// As ``besideRefusal(_:)``, for a device without driver: one that could be given memory could work.
    func besideNoDriver(_ chain: Chain) -> Question? {
        let point = asked.point
        guard point.request.kind != .driverIO else { return serving(chain, asked, orRefused: true) }
        let memory = Request(kind: .allocCoherent, size: 4096, direction: .fromDevice, place: nil)
        let other = Point(point.parsed, device: point.device, request: memory)
        return serving(chain, Self.asked(other, asked.facts), orRefused: true)
    }

    /// Whether a message about a refusal would be true all the same, had the question behind it been answered otherwise.
    func confirm(_ message: Message, beside question: Question, _ chain: Chain) -> Bool {
        policy.alternatives(to: chain, at: asked.point).contains { alternative in
            alternative.question == question
                && alternative.policy.outcomes(of: asked).contains { $0.because.confirms(message) }
        }
    }

    /// The last question whose other answer would have kept a device from harm: one that serves the request, or else one
    /// that refuses it.
    func besideHarm(_ chain: Chain) -> Question? {
        var refusing: Question?
        for alternative in policy.alternatives(to: chain, at: asked.point) {
            switch fate(alternative.policy, asked).0 {
            case .works: return alternative.question
            case .refuses: refusing = refusing ?? alternative.question
            case .harms: continue
            }
        }
        return refusing
    }

    /// - Parameter orRefused: whether what is refused, and for a second reason, counts too.
    private func serving(_ chain: Chain, _ asked: AskedPoint, orRefused: Bool = false) -> Question? {
        var second: [(question: Question, policy: Policy, chain: Chain)] = []
        for alternative in policy.alternatives(to: chain, at: asked.point) {
            let (fate, last) = fate(alternative.policy, asked)
            if fate == .works { return alternative.question }
            guard fate == .harms || orRefused, let last else { continue }
            second.append((alternative.question, alternative.policy, last))
        }
        // What would have been taken and then harmed for a second reason was refused for the first one.
        return second.first { other in
            // Who must not go direct was refused for that, and its copy is another question.
            other.policy.alternatives(to: other.chain, at: asked.point).contains {
                $0.question != .goDirect && fate($0.policy, asked).0 == .works
            }
        }?.question
    }

    /// What the policy makes of the request, and by which answers.
    private func fate(_ policy: Policy, _ asked: AskedPoint) -> (Fate, Chain?) {
        var works = false
        var refused: Chain?
        let isList = asked.point.request.segments > 1
        for outcome in policy.outcomes(of: asked) where isOfTheSameFacts(outcome) {
            guard let routes = outcome.allowed else { return (.harms, nil) }
            // Of a list each segment has a route of its own; what is one piece takes the first, and others are for want
            // of room.
            let hasOwn = isList && path != .refused && routes.contains { $0.path == path }
            for route in isList ? routes[...] : routes.prefix(1) where !hasOwn || route.path == path {
                if route.path == .refused || route.path == .noDriver {
                    // Room that may be taken is nobody's answer.
                    if !outcome.given.contains(where: \.isShort) { refused = outcome.because }
                } else if isHarmful(route, outcome, policy) {
                    return (.harms, outcome.because)
                } else {
                    works = true
                }
            }
        }
        return (works && refused == nil ? .works : .refuses, refused)
    }

    /// Whether what both outcomes rest on is the same.
    private func isOfTheSameFacts(_ outcome: Outcome) -> Bool {
        outcome.given.allSatisfy { other in
            !given.contains { $0.fact == other.fact && $0.answer != other.answer && other.fact != .saidBefore }
        }
    }

    private func isHarmful(_ route: Route, _ outcome: Outcome, _ policy: Policy) -> Bool {
        // What its caller forbids to copy is not copied.
        if route.path.isBounce, asked.point.request.attributes.contains(.requireCoherent) { return true }
        return !Harm.duties(route, outcome, asked.point, policy).isEmpty
    }
}
