/// What a policy says of a statement over the whole space of configurations.
public struct StatementForecast: Sendable {
    public let statement: Statement.ID
    public let verdict: StatementVerdict
    /// One sentence with what is predicted at ``configuration``.
    public let reason: String
    /// The smallest configuration that shows the verdict; nil where none bears on the statement.
    public let configuration: Point?
    /// Whether the verdict needs no more than the boot: the device and the request could be any.
    public let isOfBoot: Bool
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
    private var entries: [[StatementVerdict: Entry]]
    /// Whether any route of a guest depends on the device being trusted.
    private let heedsTrust: Bool

    init(_ policy: Policy) {
        self.policy = policy
        entries = Array(repeating: [:], count: Statement.ID.allCases.count)
        heedsTrust = policy.heedsTrust
    }

    mutating func take(
        _ boot: ParsedBoot, _ device: Device, _ space: ConfigurationSpace, _ positions: Range<Int>
    ) {
        guard var judge = judge(boot, device) else { return }
        for position in positions {
            let point = space[position]
            // Without encryption statements speak of the boot alone.
            guard judge.evidence.encryption != nil else {
                add(judge, point, nil, space.weight(of: position))
                return
            }
            guard space.exists(point), point.request.attributes.isEmpty, point.request.kind != .mapResource else {
                continue
            }
            for route in routes(point) {
                judge.evidence.take(TakenRoute(route), of: point.request)
                add(judge, point, route, space.weight(of: position))
            }
        }
    }

    private func routes(_ point: Point) -> [Route] {
        policy.predict(point, facts: Facts(saidBefore: Said())).filter { outcome in
            !outcome.given.contains { $0.value == "short" }
        }.flatMap { $0.allowed ?? [] }
    }

    private mutating func add(_ judge: StatementJudge, _ point: Point, _ route: Route?, _ weight: Int) {
        for (index, id) in Statement.ID.allCases.enumerated() {
            guard let verdict = judge.judge(id)?.verdict else { continue }
            if let entry = entries[index][verdict] {
                entries[index][verdict]?.count += 1
                guard weight < entry.weight else { continue }
            }
            let count = entries[index][verdict]?.count ?? 1
            entries[index][verdict] = Entry(weight: weight, point: point, route: route, count: count)
        }
    }

    /// What the policy predicts of a boot's state; nil where it does not speak about the boot.
    private func judge(_ boot: ParsedBoot, _ device: Device) -> StatementJudge? {
        let facts = policy.expectations(for: boot.machine, devices: [])
        guard let encryption = facts.encryptionActive, let group = facts.groupType else { return nil }
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
        let verdicts = Statement.ID.allCases.firstIndex(of: id).map { entries[$0] } ?? [:]
        guard let (verdict, entry) = verdicts.max(by: { $0.key.weight < $1.key.weight }),
            var judge = judge(entry.point.parsed, entry.point.device)
        else {
            return StatementForecast(
                statement: id, verdict: .notObservable,
                reason: "no configuration that the policy speaks about bears on it", configuration: nil,
                isOfBoot: false, points: 0, bearing: 0)
        }
        judge.isTold = true
        judge.evidence.take(entry.route.map(TakenRoute.init), of: entry.point.request)
        return StatementForecast(
            statement: id, verdict: verdict, reason: judge.judge(id)?.reason ?? "", configuration: entry.point,
            isOfBoot: entry.route == nil, points: entry.count, bearing: verdicts.values.reduce(0) { $0 + $1.count })
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
