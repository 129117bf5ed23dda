import RouteModel

/// A request of a config, and where it was asked for.
struct AskedRequest: Sendable {
    var request: Request
    var at: Position
    /// Where its place was written; as ``at`` where it was not.
    var placeAt: Position
}

/// The requests of a config. Where a key has a list, every combination is a request of its own.
enum RequestReader {
    static let keys = AttributeKey.names([.kind, .size, .direction, .place, .segments, .gfp, .address])

    static func read(_ tree: Tree) throws(ConfigError) -> [AskedRequest] {
        let items = try tree.list("requests")
        guard !items.isEmpty else { throw ConfigError(tree.at, "requests is an empty list") }
        var requests: [AskedRequest] = []
        for item in items {
            requests += try expanded(item)
            guard requests.count <= Limits.requests else {
                throw ConfigError(item.at, "the config has more than \(Limits.requests) requests")
            }
        }
        return requests
    }

    private static func expanded(_ tree: Tree) throws(ConfigError) -> [AskedRequest] {
        let fields = try Fields(tree, "a request", keys: keys)
        let kinds = try Kinds(fields)
        if kinds.driven { return [AskedRequest(request: .driverIO, at: tree.at, placeAt: tree.at)] }
        var choices: [[Located<Attribute>]] = [kinds.values]
        choices.append(try values(.size, fields, usual: .size(4096)))
        choices.append(try values(.direction, fields, usual: .direction(.fromDevice)))
        if kinds.allocate {
            choices.append(try values(.gfp, fields, usual: .gfp(.kernel)))
        } else {
            choices.append(try values(.place, fields, usual: .place(.below4G)))
            choices.append(try values(.address, fields, usual: .address(.mapped)))
        }
        if kinds.scatter { choices.append(try values(.segments, fields, usual: .segments(1))) }
        guard choices.boundedProduct(Limits.requests) != nil else {
            throw ConfigError(tree.at, "this stands for more than \(Limits.requests) requests")
        }
        var requests = [
            AskedRequest(
                request: Request(kind: .mapSingle, size: 0, direction: .fromDevice, place: nil), at: tree.at,
                placeAt: tree.at)
        ]
        for values in choices {
            requests = requests.flatMap { request in values.map { request.with($0) } }
        }
        return requests
    }

    private static func values(
        _ key: AttributeKey, _ fields: Fields, usual: Attribute
    ) throws(ConfigError) -> [Located<Attribute>] {
        guard let tree = fields[key.rawValue] else { return [Located(value: usual, at: fields.at)] }
        return try key.readMany(tree)
    }
}

/// The kinds of one entry of `requests`, which must agree on what other keys mean to them.
private struct Kinds {
    let values: [Located<Attribute>]
    /// An allocation has no place: the kernel chooses.
    let allocate: Bool
    /// Only a scatterlist has segments.
    let scatter: Bool
    /// What a device's own driver does takes no other key.
    let driven: Bool

    init(_ fields: Fields) throws(ConfigError) {
        values = try AttributeKey.kind.readMany(fields.required("kind"))
        let kinds = values.compactMap { if case .kind(let kind) = $0.value { kind } else { nil } }
        allocate = kinds.contains(.allocCoherent)
        scatter = kinds.allSatisfy { $0 == .mapSG }
        driven = kinds.contains(.driverIO)
        if driven {
            guard kinds.count == 1 else {
                throw ConfigError(
                    fields.at, "driver-io cannot share an entry with other kinds",
                    hint: "write it as a request of its own")
            }
            if let stray = fields.ordered.first(where: { $0.key.value != "kind" }) {
                throw ConfigError(
                    stray.key.at, "driver-io has no \(stray.key.value): the device's driver decides",
                    hint: "write {kind: driver-io}")
            }
        }
        if allocate, let other = values.first(where: { $0.value != .kind(.allocCoherent) }) {
            throw ConfigError(
                other.at, "alloc-coherent cannot share an entry with other kinds: it has no place",
                hint: "write it as a request of its own")
        }
        if allocate, let place = fields["place"] {
            throw ConfigError(
                place.at, "alloc-coherent has no place: the kernel chooses the memory", hint: "leave place out")
        }
        for (key, fits) in [("gfp", allocate), ("address", !allocate)] {
            guard !fits, let stray = fields[key] else { continue }
            throw ConfigError(
                stray.at, allocate ? "alloc-coherent has no \(key)" : "only alloc-coherent has a \(key)",
                hint: "leave \(key) out")
        }
        if !scatter, let segments = fields["segments"] {
            throw ConfigError(
                segments.at, "only map-sg has segments",
                hint: "write map-sg as a request of its own, or leave segments out")
        }
    }
}

extension AskedRequest {
    fileprivate func with(_ attribute: Located<Attribute>) -> AskedRequest {
        var result = self
        switch attribute.value {
        case .kind(let kind): result.request.kind = kind
        case .size(let size): result.request.size = size
        case .direction(let direction): result.request.direction = direction
        case .place(let place):
            result.request.place = place
            result.placeAt = attribute.at
        case .segments(let segments): result.request.segments = segments
        case .gfp(let gfp): result.request.atomic = gfp == .atomic
        case .address(let address): result.request.address = address
        default: break
        }
        return result
    }
}

extension Request {
    fileprivate static let driverIO = Request(
        kind: .driverIO, size: Limits.driverIO, direction: .fromDevice, place: nil)
}
