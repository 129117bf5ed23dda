public import RouteModel

/// What exploring one policy showed, as `dmaroute explore` tells it.
public struct ExplorationRecord: Encodable, Sendable {
    struct Check: Encodable, Sendable {
        struct Smallest: Encodable, Sendable {
            var boot: Boot
            var device: Device
            var request: Request
        }

        var invariant: String
        var says: String
        var holds: Bool
        /// Configurations that break it.
        var points: Int
        var smallest: Smallest?
        /// A route that is allowed there and breaks it.
        var route: Route?
        /// Facts that the route rests on.
        var given: [String: String]
        /// What hardware would do where only emulation brings the route's bytes.
        var onHardware: String?
        /// The flags that show it again.
        var again: String?
    }

    let policy: String
    let readFrom: String
    /// Configurations explored, and those among them that the policy does not speak about.
    let points: Int
    let unmodelled: Int
    /// Distinct chains of rules.
    let chains: Int
    let seconds: Double
    let invariants: [Check]
    /// Duties that are broken somewhere, each once.
    let faults: [FaultRecord]

    /// - Parameters:
    ///   - kernel: The kernel on which a configuration can be booted.
    ///   - seconds: How long it took.
    public init(
        _ policy: Policy, _ exploration: Exploration, kernel: String, seconds: Double, faults: [FaultRecord] = []
    ) {
        self.faults = faults
        self.policy = policy.name
        readFrom = policy.readFrom
        points = exploration.points
        unmodelled = exploration.unmodelled
        chains = exploration.chains
        self.seconds = (seconds * 10).rounded() / 10
        invariants = Invariant.all.map { invariant in
            let found = exploration.broken[invariant]
            return Check(
                invariant: invariant.id.rawValue, says: invariant.says, holds: found == nil, points: found?.points ?? 0,
                smallest: found.map { found in
                    var boot = found.smallest.boot
                    boot.kernel = kernel
                    return .init(boot: boot, device: found.smallest.device, request: found.smallest.request)
                }, route: found?.route,
                given: Dictionary(
                    (found?.given ?? []).map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first }),
                onHardware: found.flatMap {
                    $0.route.arrivesInEmulationAlone(in: $0.smallest.boot, at: $0.smallest.device)
                        ? PrivateMemory.inEmulationAlone : nil
                },
                again: found.map { ConfigurationFlags.text($0.smallest, kernel: kernel) })
        }
    }

    /// For people.
    public var text: String {
        var lines = [
            "\(policy) (\(readFrom)): \(points) configurations, \(unmodelled) of them unmodelled, "
                + "\(counted(chains, "distinct chain")) of rules, \(seconds) s"
        ]
        for check in invariants {
            lines.append("  \(check.holds ? "holds " : "broken")  \(check.invariant.padded(to: 18))  \(check.says)")
            guard let smallest = check.smallest, let route = check.route else { continue }
            let given = check.given.sorted { $0.key < $1.key }.map { " (\($0.key): \($0.value))" }.joined()
            let trust = smallest.device.tState ? ", T=1" : smallest.device.untrusted ? ", untrusted" : ""
            lines += [
                "          in \(check.points) configurations, the smallest: \(BootText.text(smallest.boot))",
                "          \(smallest.device.name)\(trust), \(CellText.request(smallest.request)): "
                    + RouteText.text(route) + given,
            ]
            if let note = check.onHardware { lines.append("          hardware  \(note)") }
            lines += [
                "          again  dmaroute predict --policy \(policy) \(check.again ?? "")"
            ]
        }
        return lines.joined(separator: "\n")
    }
}
