import Testing

@testable import RouteModel

@Suite("Over the space")
struct SpaceTests {
    static let space = ConfigurationSpace()
    static let points = space.shuffled(seed: 1, limit: 12_000, existing: false)
    /// For what is rare.
    static let more = space.shuffled(seed: 2, limit: 150_000)
    /// A call on a CPU of its own, which the space has none of: what its number decides is the area, and no route.
    static let ofCPU = Point(
        boot: Boot(kernel: "", cmdline: "swiotlb=force", ram: 1 << 30, cpus: 4),
        device: Device(name: "edu64", dmaMask: 64),
        request: Request(kind: .mapSingle, size: 4096, direction: .fromDevice, place: .below4G, cpu: 2))

    @Test("every prediction is sound", arguments: Policy.all.map(\.name))
    func sound(_ name: String) {
        for point in Self.points {
            let outcomes = policy(name).predict(point)
            if outcomes.isEmpty || !allSound(outcomes, point) {
                Issue.record("\(point.boot) \(point.device) \(point.request): \(summary(outcomes))")
                return
            }
        }
    }

    private func allSound(_ outcomes: [Outcome], _ point: Point) -> Bool {
        let kind = point.request.kind
        // Pages are allocated by the coherent mask, and behind dma-iommu mapped by the streaming one.
        func bits(_ route: Route) -> Int {
            kind == .driverIO || kind.allocates && (kind != .allocPages || route.entryBit == nil)
                ? point.device.coherentMask : point.device.dmaMask
        }
        let pool = outcomes.contains { $0.because.slots.contains { $0.slot == .poolExists && $0.answer } }
        let distinct = Set(outcomes.map(\.given)).count == outcomes.count
        return distinct
            && outcomes.allSatisfy { outcome in
                guard outcome.because.count > 0, outcome.because.count < Chain.capacity else { return false }
                guard let routes = outcome.allowed else { return outcome.given.isEmpty }
                return !routes.isEmpty
                    && routes.allSatisfy { route in
                        switch route.path {
                        case .refused: route.message != nil && route.limit == nil && route.memory == nil
                        case .noDriver: route.message == nil && route.limit == nil
                        default:
                            route.message == nil && route.memory != nil
                                && (route.limit ?? .max) <= Device.mask(bits(route))
                                && (route.path != .bounce || pool)
                                && (route.path == .translated || route.path == .translatedBounce)
                                    == (route.entryBit != nil)
                        }
                    }
            }
    }

    @Test("of encryption that no kernel finds a policy says nothing")
    func unmodelled() {
        let impossible = Self.points.filter { ($0.boot.platform == .host) != ($0.boot.encryption == .sme) }
            .filter { $0.boot.encryption != .none }
        #expect(!impossible.isEmpty)
        for point in impossible {
            for policy in Policy.both {
                let outcomes = policy.predict(point)
                #expect(outcomes.count == 1 && outcomes[0].allowed == nil)
            }
        }
    }

    @Test("an address has the C-bit exactly where its memory is encrypted, but behind an IOMMU or past the DMA API")
    func cBits() {
        for point in Self.points where point.boot.encryption != .tdx {
            for route in Policy.both.flatMap({ $0.predict(point) }).compactMap(\.allowed).joined() {
                guard let memory = route.memory, route.entryBit == nil, route.path != .physical else { continue }
                let bit: BitState = memory == .ordinary ? .none : memory == .encrypted ? .set : .clear
                #expect(route.addressBit == bit && route.arrives, "\(route)")
                // Releases differ on what a host that is told twice does.
                guard !point.boot.cmdline.contains("mem_encrypt=off") else { continue }
                #expect((memory == .ordinary) == (point.boot.encryption == .none))
            }
        }
    }

    @Test(
        "every rule's negation changes a prediction, and every rule stands in a chain",
        arguments: Policy.all.map(\.name))
    func negations(_ name: String) {
        let policy = policy(name)
        for rule in policy.rules {
            guard let negated = policy.negating(rule.id) else {
                Issue.record("\(rule.id) cannot be negated")
                continue
            }
            let changes = { (point: Point) in Self.allowed(policy, point) != Self.allowed(negated, point) }
            let routes = Self.points.contains(where: changes)
            let facts = !routes && Self.boots.contains { Self.facts(policy, $0) != Self.facts(negated, $0) }
            let areas = policy.area(Self.ofCPU)?.value != negated.area(Self.ofCPU)?.value
            #expect(routes || facts || areas || Self.more.contains(where: changes), "\(rule.id)")
        }
        var missing = Set(policy.rules.map(\.id))
        for point in [Self.ofCPU] + Self.points + Self.more where !missing.isEmpty {
            for outcome in policy.predict(point) { missing.subtract(outcome.because.rules.map(\.id)) }
        }
        for boot in Self.boots {
            let facts = policy.expectations(for: boot, devices: Self.devices)
            missing.subtract(facts.groupTypes.flatMap(\.because.rules).map(\.id))
            for device in facts.masks { missing.subtract(device.maxMappingSize.because.rules.map(\.id)) }
            missing.subtract(facts.poolShared?.because.rules.map(\.id) ?? [])
        }
        #expect(missing == [])
    }

    @Test("known facts leave no fork", arguments: Policy.all.map(\.name))
    func factsDecide(_ name: String) {
        for point in Self.points {
            guard let place = point.request.place,
                let range = RAMLayout(ram: point.boot.ram)
                    .range(of: place, mask: Device.mask(point.device.dmaMask), size: point.request.size)
            else { continue }
            let buffer = range.lowerBound...(range.lowerBound + point.request.size - 1)
            let pool = policy(name).expectations(for: point.boot).poolPlace?.value
            let outcomes = policy(name).predict(point, facts: Facts(buffer: [buffer], pool: pool, saidBefore: Said()))
            for outcome in outcomes where outcomes.count > 1 {
                let open = ["pool-room", "iova-room", "atomic-pool-room", "pool"]
                #expect(outcome.given.contains { open.contains($0.name) }, "\(summary(outcomes))")
            }
        }
    }

    @Test("there are many ways through a kernel")
    func ways() {
        for policy in Policy.both {
            let chains = Set(Self.points.flatMap { policy.predict($0).map(\.because) })
            #expect(chains.count > 100)
        }
    }

    private static func allowed(_ policy: Policy, _ point: Point) -> [[Route]?] {
        let said = policy.said([(.dmaAddrOverflow, .mapSingle)])
        return (policy.predict(point) + policy.predict(point, facts: Facts(saidBefore: said))).map(\.allowed)
    }

    private static let devices = [
        Device(name: "wide", dmaMask: 64), Device(name: "narrow", dmaMask: 32),
        Device(name: "beside", dmaMask: 64, besideIOMMU: true),
    ]
    /// One of each sort; their number is what takes time.
    private static let boots = space.allBoots.enumerated().filter { $0.offset % 5 < 2 }.map(\.element)

    private static func facts(_ policy: Policy, _ boot: Boot) -> [String] {
        let facts = policy.expectations(for: boot, devices: devices)
        return [
            "\(String(describing: facts.poolBytes?.value))", "\(String(describing: facts.poolPlace?.value))",
            "\(facts.groupTypes.map(\.value))", "\(String(describing: facts.encryptionActive?.value))",
            "\(String(describing: facts.poolExists?.value))", "\(facts.masks.map(\.maxMappingSize.value))",
            "\(String(describing: facts.poolShared?.value))",
        ]
    }
}
