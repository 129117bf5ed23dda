import RouteModel

/// Brings breaches together by their causes.
struct FaultTally {
    /// One breach where it was found.
    struct Found {
        let breach: Breach
        let point: Point
        /// The policy that the kernel was asked by.
        let policy: Policy
        /// As the plan names it.
        let kernel: String
        let weight: Int
    }

    /// What a machine is to its kernel.
    private struct Kind: Hashable {
        let platform: Platform
        let encryption: Encryption

        var text: String {
            encryption == .none ? platform.rawValue : "\(platform.rawValue) \(encryption.rawValue)"
        }
    }

    private struct Entry {
        var first: Found
        /// By kernel, the smallest.
        var kernels: [String: Found] = [:]
        var platforms: Set<Kind> = []
        var viommus: Set<VIOMMU> = []
        var devices: Set<String> = []
        var cells: Set<String> = []
        var observed: Set<String> = []
        var predictedCells: Set<String> = []
        var points = 0
        var losing = 0
        var directions: Set<Direction> = []
        var calls: Set<RequestKind> = []
        var also: Set<Duty> = []
        var statements: Set<String> = []
        /// Points of different shapes, to ask other kernels about.
        var samples: [Point] = []
    }

    private var entries: [RootCause: Entry] = [:]

    /// How many points are kept to ask other kernels about.
    private static let sampled = 24

    /// Counts a breach that a policy predicts at a configuration.
    mutating func predict(_ found: Found) {
        take(found) { $0.points += 1 }
    }

    /// Counts a breach of a cell.
    mutating func count(_ found: Found, cell: String, isObserved: Bool, statements: [String]) {
        take(found) { entry in
            entry.cells.insert(cell)
            if isObserved { entry.observed.insert(cell) } else { entry.predictedCells.insert(cell) }
            entry.statements.formUnion(statements)
        }
    }

    private mutating func take(_ found: Found, _ change: (inout Entry) -> Void) {
        // Where it lies: to take an entry out and put it back would copy it for every configuration.
        Self.take(found, into: &entries[found.breach.cause, default: Entry(first: found)], change)
    }

    private static func take(_ found: Found, into entry: inout Entry, _ change: (inout Entry) -> Void) {
        change(&entry)
        if found.weight < entry.first.weight { entry.first = found }
        if found.weight < entry.kernels[found.kernel]?.weight ?? .max {
            entry.kernels[found.kernel] = found
            if entry.samples.count < sampled { entry.samples.append(found.point) }
        }
        let (boot, breach) = (found.point.boot, found.breach)
        entry.platforms.insert(Kind(platform: boot.platform, encryption: boot.encryption))
        entry.viommus.insert(boot.viommu)
        entry.devices.insert(found.point.device.name)
        entry.also.formUnion(breach.also)
        entry.calls.insert(found.point.request.kind)
        if breach.losesBytes {
            entry.losing += 1
            entry.directions.insert(found.point.request.direction)
        }
    }

    /// What another tally found as well.
    mutating func add(_ other: FaultTally) {
        for (cause, theirs) in other.entries {
            guard var mine = entries[cause] else {
                entries[cause] = theirs
                continue
            }
            if theirs.first.weight < mine.first.weight { mine.first = theirs.first }
            mine.kernels.merge(theirs.kernels) { $0.weight <= $1.weight ? $0 : $1 }
            mine.platforms.formUnion(theirs.platforms)
            mine.viommus.formUnion(theirs.viommus)
            mine.devices.formUnion(theirs.devices)
            mine.cells.formUnion(theirs.cells)
            mine.observed.formUnion(theirs.observed)
            mine.predictedCells.formUnion(theirs.predictedCells)
            mine.points += theirs.points
            mine.losing += theirs.losing
            mine.directions.formUnion(theirs.directions)
            mine.calls.formUnion(theirs.calls)
            mine.also.formUnion(theirs.also)
            mine.statements.formUnion(theirs.statements)
            mine.samples = Array((mine.samples + theirs.samples).prefix(Self.sampled))
            entries[cause] = mine
        }
    }

    /// The faults, the worst first.
    /// - Parameter asked: the releases that every kernel's word counts of; others are asked about the samples.
    func faults(exploring asked: Set<String> = []) -> [KernelFault] {
        entries.map { fault($0, $1, asked) }.sorted(by: KernelFault.isWorse)
    }

    private func fault(_ cause: RootCause, _ entry: Entry, _ asked: Set<String>) -> KernelFault {
        let spread = KernelSpread(cause, entry.samples, found: Set(entry.kernels.keys), asked: asked)
        let own = entry.kernels.filter { !spread.proposals.contains($0.key) }
        let newest =
            (own.isEmpty ? entry.kernels : own).max { KernelSpread.isOlder($0.key, $1.key) }?.value ?? entry.first
        let chain = newest.breach.chain
        let rule = cause.question.flatMap(chain.rule(answering:)) ?? chain.rules.last
        let speaker = cause.duty == .messageIsTrue ? newest.breach.route?.message.flatMap(chain.rule(saying:)) : nil
        let count = max(entry.points, entry.cells.count)
        return KernelFault(
            cause: cause, kind: Self.kind(cause.duty, losing: entry.losing, of: count, entry.first),
            also: Duty.allCases.filter(entry.also.contains), newest: newest.kernel, with: spread.with,
            without: spread.without, proposals: spread.proposals, platforms: entry.platforms.map(\.text).sorted(),
            viommus: entry.viommus.map(\.rawValue).sorted(), devices: entry.devices.sorted(),
            drivers: RealDrivers.models(meeting: cause, as: entry.first), cells: entry.cells.sorted(),
            observed: entry.observed.count,
            predicted: entry.points + entry.predictedCells.count,
            calls: RequestKind.allCases.filter(entry.calls.contains),
            directions: Direction.allCases.filter(entry.directions.contains), smallest: entry.first.point,
            route: entry.first.breach.route, place: (speaker ?? rule).map(KernelFault.Place.init),
            decides: speaker == nil ? nil : rule, because: chain.rules,
            statements: entry.statements.sorted())
    }

    /// Of what no device may see most of what it is given may be lost on the way.
    private static func kind(_ duty: Duty, losing: Int, of count: Int, _ first: Found) -> FaultClass {
        let own = FaultClass(duty)
        return own == .privateExposed && first.breach.losesBytes && losing > 0 ? .dataLost : own
    }
}

/// Which kernels have a fault and which do not.
struct KernelSpread {
    private(set) var with: [String] = []
    private(set) var without: [String] = []
    private(set) var proposals: [String] = []

    /// - Parameters:
    ///   - samples: configurations that show it.
    ///   - found: kernels and proposals that have it.
    ///   - asked: releases of which every configuration was asked, so that what was not found is not there.
    init(_ cause: RootCause, _ samples: [Point], found: Set<String>, asked: Set<String>) {
        proposals = Policy.proposals.map(\.name).filter(found.contains)
        with = found.filter { !proposals.contains($0) }
        for policy in Policy.releases where !found.contains(policy.name) {
            if asked.contains(policy.name) {
                without.append(policy.name)
                continue
            }
            switch Self.has(policy, cause, samples) {
            case true?: with.append(policy.name)
            case false?: without.append(policy.name)
            case nil: continue
            }
        }
        with.sort(by: Self.isOlder)
        without.sort(by: Self.isOlder)
    }

    /// nil where the policy speaks about none of the samples.
    private static func has(_ policy: Policy, _ cause: RootCause, _ samples: [Point]) -> Bool? {
        let soundness = Soundness(policy)
        var isModelled = false
        for point in samples.flatMap(siblings) {
            for outcome in policy.predict(point) {
                if outcome.allowed != nil { isModelled = true }
                if soundness.breaches(outcome, at: point).contains(where: { $0.cause == cause }) { return true }
            }
        }
        return isModelled ? false : nil
    }

    /// The same configuration with every other call.
    private static func siblings(_ point: Point) -> [Point] {
        let kinds: [RequestKind] =
            point.request.kind == .driverIO
            ? []
            : [
                .mapSingle, .mapSG, .mapResource, .allocCoherent, .allocPages, .allocNoncontiguous,
            ]
        return [point]
            + kinds.map { kind in
                var request = point.request
                request.kind = kind
                if kind != .mapSG { request.segments = 1 }
                request.place = kind.hasPlace ? request.place ?? .below4G : nil
                if kind.allocates { request.attributes = [] } else { request.atomic = false }
                return Point(point.parsed, device: point.device, request: request)
            }
    }

    /// By the numbers in the names.
    static func isOlder(_ one: String, _ other: String) -> Bool {
        func numbers(_ name: String) -> [Int] { name.split { !$0.isNumber }.compactMap { Int($0) } }
        let (a, b) = (numbers(one), numbers(other))
        return a == b ? one < other : a.lexicographicallyPrecedes(b)
    }
}

/// Which of the drivers at hand meet a fault as the probe does.
enum RealDrivers {
    /// Models of real devices, with the masks that their drivers set, for which the same call breaks the same duty.
    static func models(meeting cause: RootCause, as found: FaultTally.Found) -> [String] {
        let soundness = Soundness(found.policy)
        return DeviceModel.all.compactMap { model in
            guard let masks = model.masks, !model.isVirtio else { return nil }
            var device = found.point.device
            guard device.iommuPlatform == nil else { return nil }
            device.dmaMask = masks.streaming
            device.coherentMask = masks.coherent
            let point = Point(found.point.parsed, device: device, request: found.point.request)
            let meets = found.policy.predict(point).contains { outcome in
                soundness.breaches(outcome, at: point).contains { $0.cause == cause }
            }
            return meets ? model.name : nil
        }
    }
}
