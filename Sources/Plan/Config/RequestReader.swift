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
    static let keys = AttributeKey.names([
        .kind, .size, .direction, .place, .segments, .cut, .gfp, .address, .attributes, .held, .earlierMask,
    ])

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
        let kinds = try RequestKinds(fields)
        if kinds.group == .driven { return [AskedRequest(request: .driverIO, at: tree.at, placeAt: tree.at)] }
        var choices: [[Located<Attribute>]] = [kinds.values]
        choices.append(try values(.size, fields, usual: .size(4096)))
        choices.append(try values(.direction, fields, usual: .direction(.fromDevice)))
        for (key, usual) in kinds.others { choices.append(try values(key, fields, usual: usual)) }
        for value in choices.joined() { try kinds.check(value) }
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
        case .cut(let cut): result.request.cut = cut
        case .held(let held): result.request.held = held
        case .earlierMask(let bits): result.request.earlierMask = bits
        case .gfp(let gfp): result.request.atomic = gfp == .atomic
        case .address(let address): result.request.address = address
        case .attributes(let set): result.request.attributes = set.attributes
        default: break
        }
        return result
    }
}

extension Request {
    fileprivate static let driverIO = Request(
        kind: .driverIO, size: Limits.driverIO, direction: .fromDevice, place: nil)
}
