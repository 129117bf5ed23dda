/// Every combination of values at which routing changes, for exploration and for measuring speed.
///
/// A position stands for a boot, a device and a request; each has a weight, by which smaller configurations are told
/// from larger ones.
public struct ConfigurationSpace: Sendable {
    private let boots: [Weighed<ParsedBoot>]
    private let devices: [Weighed<Device>]
    private let requests: [Weighed<Request>]

    /// The whole space: every boot with every device and every request.
    public init() { self.init { _ in true } }

    /// The part of it with these boots.
    public init(boots isWanted: (Boot) -> Bool) {
        boots = Self.boots.filter { isWanted($0.value) }.map {
            Weighed(value: ParsedBoot($0.value), weight: $0.weight)
        }
        devices = Self.devices
        requests = Self.requests
    }

    /// Machines beside those of the space, which matter where duties are looked at and policies are not held against each
    /// other.
    public static let beyond = ConfigurationSpace(moreBoots)

    private init(_ boots: [Weighed<Boot>]) {
        self.boots = boots.map { Weighed(value: ParsedBoot($0.value), weight: $0.weight) }
        devices = Self.devices
        requests = Self.requests
    }

    var requestCount: Int { requests.count }

    /// How many positions the space has, with those whose buffer does not exist.
    public var count: Int { boots.count * devices.count * requests.count }

    /// - Precondition: `0..<count` holds the position.
    public subscript(position: Int) -> Point {
        let (boot, device, request) = parts(of: position)
        return Point(boots[boot].value, device: devices[device].value, request: requests[request].value)
    }

    /// How far a configuration is from the usual one: first the number of values that differ from it, then how far
    /// each stands from it in its list.
    public func weight(of position: Int) -> Int {
        let (boot, device, request) = parts(of: position)
        return boots[boot].weight + devices[device].weight + requests[request].weight
    }

    private func parts(of position: Int) -> (boot: Int, device: Int, request: Int) {
        let (rest, request) = position.quotientAndRemainder(dividingBy: requests.count)
        let (boot, device) = rest.quotientAndRemainder(dividingBy: devices.count)
        return (boot, device, request)
    }

    /// Whether the device makes such requests, and the machine has a buffer as the request wants it.
    public func exists(_ point: Point) -> Bool {
        guard (point.request.kind == .driverIO) == (point.device.iommuPlatform != nil) else { return false }
        guard let place = point.request.place else { return true }
        let mask = Device.mask(point.device.dmaMask)
        return RAMLayout(ram: point.boot.ram).range(of: place, mask: mask, size: point.request.size) != nil
    }

    /// Calls for every point whose buffer exists, in the order of positions, until it answers false.
    public func forEach(_ body: (_ position: Int, _ point: Point) -> Bool) {
        for position in 0..<count {
            let point = self[position]
            if exists(point), !body(position, point) { return }
        }
    }

    /// Points in an order that the seed decides.
    /// - Parameters:
    ///   - limit: how many at most.
    ///   - existing: leave out buffers that the machine does not have.
    public func shuffled(seed: UInt64, limit: Int = .max, existing: Bool = true) -> [Point] {
        var random = SplitMix64(seed)
        let start = Int(random.next() % UInt64(count))
        // A step that shares no factor with the count comes by every position once.
        var step = Int(random.next() % UInt64(count)) | 1
        while gcd(step, count) != 1 { step += 2 }
        return Array(
            (0..<count).lazy.map { self[(start + $0 % count * step % count) % count] }
                .filter { !existing || exists($0) }.prefix(max(limit, 0)))
    }

    private func gcd(_ one: Int, _ other: Int) -> Int { other == 0 ? one : gcd(other, one % other) }

    /// All boots of the space.
    public var allBoots: [Boot] { boots.map(\.value.boot) }
}

/// A value of the space, and how far it is from the usual one.
struct Weighed<Value: Sendable>: Sendable {
    /// What one value that differs from the usual weighs: more than all distances within lists together.
    static var difference: Int { 10_000 }

    let value: Value
    let weight: Int
}
