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
        let fields = try Fields(tree, "a request", keys: Request.fields.map(\.key))
        let kinds = try RequestKinds(fields)
        if kinds.form == .driven { return [AskedRequest(request: .driverIO, at: tree.at, placeAt: tree.at)] }
        let none = Request(kind: .mapSingle, size: 0, direction: .fromDevice, place: nil)
        var choices: [[Located<Setting<Request>>]] = []
        for field in kinds.form.fields {
            if field.key == Request.kindField.key {
                choices.append(kinds.values)
            } else if let tree = fields[field.key] {
                choices.append(try field.readMany(tree))
            } else if let usual = field.usual?(none) {
                choices.append([Located(value: usual, at: fields.at)])
            }
        }
        for value in choices.joined() { try kinds.check(value) }
        guard choices.boundedProduct(Limits.requests) != nil else {
            throw ConfigError(tree.at, "this stands for more than \(Limits.requests) requests")
        }
        var requests = [AskedRequest(request: none, at: tree.at, placeAt: tree.at)]
        for values in choices {
            let isPlace = values.first?.value.key == Request.placeField.key
            requests = requests.flatMap { request in
                values.map { value in
                    var result = request
                    value.value.apply(&result.request)
                    if isPlace { result.placeAt = value.at }
                    return result
                }
            }
        }
        return requests
    }
}

extension Request {
    fileprivate static let driverIO = Request(
        kind: .driverIO, size: Limits.driverIO, direction: .fromDevice, place: nil)
}
