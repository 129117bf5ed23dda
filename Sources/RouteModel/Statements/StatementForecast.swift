/// What a policy says of a statement over the whole space of configurations.
public struct StatementForecast: Sendable {
    /// The statement that the policy is held against.
    public let statement: Statement.ID
    /// The worst that any configuration shows of the statement.
    public let verdict: StatementVerdict
    /// One sentence with what is predicted at ``configuration``.
    public let reason: String
    /// The smallest configuration that shows the verdict; nil where none bears on the statement.
    public let configuration: Point?
    /// Configurations that say so.
    public let points: Int
    /// Configurations that bear on the statement.
    public let bearing: Int
}

extension Policy {
    /// Judges every statement by what the policy predicts, in the order of ``Statement/all``.
    ///
    /// A statement speaks of all routes, so its verdict is the worst of any configuration, and that it holds is shown by
    /// all that bear on it. What a policy does not model bears on none; neither does a refusal for want of room, which
    /// is nobody's rule, nor a message that is left out because it was said before.
    public func forecasts(over space: ConfigurationSpace = ConfigurationSpace()) -> [StatementForecast] {
        var tally = StatementTally(self)
        for (boot, device, positions) in space.lanes { tally.take(boot, device, space, positions) }
        return Statement.ID.allCases.map(tally.forecast)
    }
}

/// Weighs what each configuration says of each statement.
private struct StatementTally {
    private struct Entry {
        var weight: Int
        var point: Point
        var route: Route?
        var count: Int
    }

    private let policy: Policy
    /// By statement, and for each by verdict.
    private var entries: [Entry?]
    /// Whether any route of a guest depends on the device being trusted.
    private let heedsTrust: Bool

    private static let verdicts = StatementVerdict.allCases.sorted { $0.weight < $1.weight }
    /// Statements that need no more than a boot's state, with the places of their entries.
    private static let ofBoots = places { [.nocc1, .host0, .name1, .name2, .detect4].contains($0) }
    private static let ofRoutes = places { ![.nocc1, .host0, .name1, .name2, .detect4].contains($0) }

    private static func places(_ isWanted: (Statement.ID) -> Bool) -> [(id: Statement.ID, place: Int)] {
        Statement.ID.allCases.enumerated().filter { isWanted($1) }.map { ($1, $0 * verdicts.count) }
    }

    init(_ policy: Policy) {
        self.policy = policy
        entries = Array(repeating: nil, count: Statement.ID.allCases.count * Self.verdicts.count)
        heedsTrust = policy.heedsTrust
    }

    mutating func take(
        _ boot: ParsedBoot, _ device: Device, _ space: ConfigurationSpace, _ positions: Range<Int>
    ) {
        guard var judge = judge(boot, device) else { return }
        let first = positions.lowerBound
        add(Self.ofBoots, judge, space[first], nil, space.weight(of: first))
        // Without encryption no statement speaks of routes.
        guard judge.evidence.encryption != nil else { return }
        for position in positions {
            let point = space[position]
            guard space.exists(point), point.request.attributes.isEmpty, point.request.kind != .mapResource else {
                continue
            }
            for route in routes(point) {
                judge.evidence.take(TakenRoute(route), of: point.request)
                add(Self.ofRoutes, judge, point, route, space.weight(of: position))
            }
        }
    }

    private func routes(_ point: Point) -> [Route] {
        policy.predict(point, facts: Facts(saidBefore: Said())).filter { outcome in
            !outcome.given.contains(where: \.isShort)
        }.flatMap { $0.allowed ?? [] }
    }

    private mutating func add(
        _ statements: [(id: Statement.ID, place: Int)], _ judge: StatementJudge, _ point: Point, _ route: Route?,
        _ weight: Int
    ) {
        for (id, place) in statements {
            guard let verdict = judge.judge(id)?.verdict else { continue }
            let index = place + verdict.weight
            let count = (entries[index]?.count ?? 0) + 1
            if let entry = entries[index], entry.weight <= weight {
                entries[index]?.count = count
            } else {
                entries[index] = Entry(weight: weight, point: point, route: route, count: count)
            }
        }
    }

    /// What the policy predicts of a boot's state; nil where it does not speak about the boot.
    private func judge(_ boot: ParsedBoot, _ device: Device) -> StatementJudge? {
        let facts = policy.expectations(for: boot.machine, devices: [device])
        guard let encryption = facts.encryptionActive, let group = facts.groupTypes.first else { return nil }
        let pool = facts.poolExists.map { exists in
            PoolWord(
                slots: exists.value ? (facts.poolBytes?.value ?? 0) / SlabCount.slab : 0,
                range: exists.value ? facts.poolPlace?.value : nil, forceBounce: facts.bouncesAll?.value ?? false,
                ccShared: facts.poolShared?.value, otherLabels: nil, hasReachTest: nil)
        }
        let request = Request(kind: .mapSingle, size: 4096, direction: .fromDevice, place: .below4G)
        let evidence = StatementCase(
            boot: boot.boot, device: device, request: request, encryption: encryption.value, tellsOfBounces: false,
            pool: pool, unread: pool == nil ? "the policy does not speak of this pool" : nil, groupType: group.value,
            route: nil, isPredicted: true, heedsTrust: heedsTrust)
        var judge = StatementJudge(evidence)
        judge.isTold = false
        return judge
    }

    func forecast(_ id: Statement.ID) -> StatementForecast {
        let place = (Self.ofBoots + Self.ofRoutes).first { $0.id == id }?.place ?? 0
        let own = Self.verdicts.compactMap { verdict in entries[place + verdict.weight].map { (verdict, $0) } }
        guard let (verdict, entry) = own.last, var judge = judge(entry.point.parsed, entry.point.device) else {
            return StatementForecast(
                statement: id, verdict: .notObservable,
                reason: "no configuration that the policy speaks about bears on it", configuration: nil,
                points: 0, bearing: 0)
        }
        judge.isTold = true
        judge.evidence.take(entry.route.map(TakenRoute.init), of: entry.point.request)
        return StatementForecast(
            statement: id, verdict: verdict, reason: judge.judge(id)?.reason ?? "", configuration: entry.point,
            points: entry.count, bearing: own.reduce(0) { $0 + $1.1.count })
    }
}

extension Policy {
    /// Whether any rule looks at a device's T-state: in a guest the predictions differ between a trusted device and one
    /// that is like it but not trusted.
    fileprivate var heedsTrust: Bool {
        let requests: [Request] = [
            Request(kind: .mapSingle, size: 4096, direction: .fromDevice, place: .below4G),
            Request(kind: .allocCoherent, size: 4096, direction: .fromDevice, place: nil),
        ]
        let guests = ["", "swiotlb=force"].map {
            Boot(kernel: "", platform: .guest, encryption: .sev, cmdline: $0, ram: 1 << 30)
        }
        return guests.contains { boot in
            requests.contains { request in
                let outcomes = [false, true].map { trusted in
                    predict(
                        Point(boot: boot, device: Device(name: "", dmaMask: 64, tState: trusted), request: request)
                    ).map(\.allowed)
                }
                return outcomes.first != outcomes.last
            }
        }
    }
}

extension ConfigurationSpace {
    /// Every boot with every device, and the positions of its requests.
    fileprivate var lanes: [(ParsedBoot, Device, Range<Int>)] {
        stride(from: 0, to: count, by: requestCount).map { position in
            let point = self[position]
            return (point.parsed, point.device, position..<position + requestCount)
        }
    }
}
