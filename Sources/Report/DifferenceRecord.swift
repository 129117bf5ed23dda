public import RouteModel

/// One difference between two policies as `dmaroute diff --format json` writes it.
public struct DifferenceRecord: Encodable, Sendable {
    struct Reason: Encodable {
        var policy: String
        var rule: String
        var says: String
        var cite: String
    }

    let difference: Difference
    /// The kernel on which the smallest configuration can be booted.
    let kernel: String
    let reasons: [Reason]

    public init(_ difference: Difference, _ a: Policy, _ b: Policy, kernel: String) {
        self.difference = difference
        self.kernel = kernel
        reasons = [(a, difference.a), (b, difference.b)].flatMap { policy, prediction in
            let answered = Self.answers(prediction)
            let own = policy.rules.filter { difference.rules.contains($0.id) }
            return own.map {
                Reason(policy: policy.name, rule: $0.id, says: answered[$0.id] ?? $0.says, cite: $0.cite)
            }
        }
    }

    /// What each rule answered in the smallest configuration.
    private static func answers(_ prediction: Difference.Prediction) -> [String: String] {
        guard case .outcomes(let outcomes) = prediction else { return [:] }
        let rules = outcomes.flatMap(\.because.rules).map { ($0.id, $0.says) }
        return Dictionary(rules, uniquingKeysWith: { first, _ in first })
    }

    private enum CodingKeys: String, CodingKey { case fact, rules, reasons, smallest, a, b, aFact, bFact, points }
    private enum SmallestKeys: String, CodingKey { case boot, device, request }

    /// Writes every key; `a` and `b` are null where a fact differs, `aFact` and `bFact` where routes do.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(fact, forKey: .fact)
        try values.encode(difference.rules, forKey: .rules)
        try values.encode(reasons, forKey: .reasons)
        try values.encode(difference.points, forKey: .points)
        var smallest = values.nestedContainer(keyedBy: SmallestKeys.self, forKey: .smallest)
        var boot = difference.smallest.boot
        boot.kernel = kernel
        try smallest.encode(boot, forKey: .boot)
        try smallest.encode(difference.smallest.device, forKey: .device)
        try smallest.encode(difference.smallest.request, forKey: .request)
        try values.encode(Self.routes(difference.a), forKey: .a)
        try values.encode(Self.routes(difference.b), forKey: .b)
        try values.encode(Self.text(difference.a), forKey: .aFact)
        try values.encode(Self.text(difference.b), forKey: .bFact)
    }

    /// nil where the routes differ.
    var fact: String? { if case .fact(let name) = difference.subject { name } else { nil } }

    /// All routes that are allowed, whatever the facts; nil where there is no prediction, or where a fact differs.
    static func routes(_ prediction: Difference.Prediction) -> [Route]? {
        guard case .outcomes(let outcomes) = prediction, outcomes.allSatisfy({ $0.allowed != nil }) else { return nil }
        return outcomes.compactMap(\.allowed).joined().reduce(into: []) { routes, route in
            if !routes.contains(route) { routes.append(route) }
        }
    }

    private static func text(_ prediction: Difference.Prediction) -> String? {
        if case .fact(let text) = prediction { text } else { nil }
    }
}
