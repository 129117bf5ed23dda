/// Collects differences by what differs and by the rules that make it.
struct DifferenceGroups {
    private struct Key: Hashable {
        var subject: Difference.Subject
        var rules: [String]
        var world: World
    }

    /// Where memory is not encrypted, a host's is, or a guest's is: three worlds to those who argue about routes.
    private enum World: Hashable {
        case plain, host, guest

        init(_ encryption: Encryption) { self = encryption == .none ? .plain : encryption == .sme ? .host : .guest }
    }

    private struct Group {
        var smallest: Point
        var weight: Int
        var a: Difference.Prediction
        var b: Difference.Prediction
        var points: Int
    }

    private let a: Policy
    private let b: Policy
    private var attribution: Attribution
    private var groups: [Key: Group] = [:]

    init(_ a: Policy, _ b: Policy) {
        self.a = a
        self.b = b
        attribution = Attribution(a, b)
    }

    mutating func compareRoutes(_ point: Point, weight: Int) {
        let (first, second) = (a.predict(point), b.predict(point))
        guard !Attribution.same(first, second) else { return }
        let rules = attribution.rules((first + second).map(\.because), isKey: true) { policy in
            let outcomes = policy.predict(point)
            return (Attribution.same(outcomes, second), outcomes.map(\.because))
        }
        let key = Key(subject: .routes, rules: rules, world: World(point.boot.encryption))
        add(key, point, weight, .outcomes(first), .outcomes(second))
    }

    mutating func compareFacts(_ boot: ParsedBoot, _ device: Device, weight: Int) {
        let (first, second) = (a.facts(of: boot, device), b.facts(of: boot, device))
        for (name, fact) in second {
            guard let other = first[name], other.value != fact.value else { continue }
            let chains = [other.because, fact.because].compactMap { $0 }
            let rules = attribution.rules(chains, isKey: false) { policy in
                let own = policy.facts(of: boot, device)[name]
                return (own?.value == fact.value, [own?.because].compactMap { $0 })
            }
            let request = Request(kind: .mapSingle, size: 4096, direction: .fromDevice, place: .below4G)
            add(
                Key(subject: .fact(name), rules: rules, world: World(boot.boot.encryption)),
                Point(boot, device: device, request: request), weight,
                .fact(other.value), .fact(fact.value))
        }
    }

    private mutating func add(
        _ key: Key, _ point: Point, _ weight: Int, _ a: Difference.Prediction, _ b: Difference.Prediction
    ) {
        guard var group = groups[key] else {
            groups[key] = Group(smallest: point, weight: weight, a: a, b: b, points: 1)
            return
        }
        group.points += 1
        if weight < group.weight { (group.smallest, group.weight, group.a, group.b) = (point, weight, a, b) }
        groups[key] = group
    }

    var differences: [Difference] {
        let order = groups.sorted {
            ($0.value.weight, $0.key.rules.joined()) < ($1.value.weight, $1.key.rules.joined())
        }
        return order.map {
            Difference(
                subject: $0.key.subject, rules: $0.key.rules, smallest: $0.value.smallest, a: $0.value.a,
                b: $0.value.b, points: $0.value.points)
        }
    }
}

extension Policy {
    /// Ids of the rules that make this policy and another predict other routes there; empty where they do not.
    public func rules(partingFrom other: Policy, at point: Point) -> [String] {
        var groups = DifferenceGroups(self, other)
        groups.compareRoutes(point, weight: 0)
        return groups.differences.first?.rules ?? []
    }
}

extension ConfigurationSpace {
    /// Every boot with every device, and the weight of the two.
    var bootsWithDevices: [(ParsedBoot, Device, Int)] {
        stride(from: 0, to: count, by: requestCount).map { position in
            let point = self[position]
            return (point.parsed, point.device, weight(of: position))
        }
    }
}
