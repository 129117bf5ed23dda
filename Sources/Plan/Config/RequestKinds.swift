import RouteModel

/// The kinds of one entry of `requests`, which must agree on what other keys mean to them.
struct RequestKinds {
    enum Group {
        /// Of a buffer, which has a place.
        case mapping
        /// Of registers.
        case resource
        /// The kernel chooses the memory, and the caller says whether it may sleep.
        case allocation
        /// As ``allocation``, and it always may.
        case scattered
        /// What a device's own driver does takes no other key.
        case driven
    }

    let values: [Located<Attribute>]
    let group: Group
    /// Only a scatterlist has segments.
    private let scatter: Bool
    /// Whether an entry says how many.
    private let hasSegments: Bool

    init(_ fields: Fields) throws(ConfigError) {
        values = try AttributeKey.kind.readMany(fields.required("kind"))
        let kinds = values.compactMap { if case .kind(let kind) = $0.value { kind } else { nil } }
        scatter = kinds.allSatisfy { $0 == .mapSG }
        hasSegments = scatter && fields["segments"] != nil
        group = kinds.first.map(Self.group) ?? .mapping
        if let index = kinds.firstIndex(where: { Self.group($0) != group }) {
            throw ConfigError(
                values[index].at,
                "\(kinds[index].rawValue) cannot share an entry with \(kinds[0].rawValue): they take other keys",
                hint: "write it as a request of its own")
        }
        try check(fields, kinds[0])
    }

    /// The other keys that these kinds take besides size and direction, with the usual value of each.
    var others: [(AttributeKey, Attribute)] {
        switch group {
        case .mapping:
            [(.place, .place(.below4G)), (.address, .address(.mapped)), (.attributes, .attributes(.none))]
                + (hasSegments
                    ? [(.segments, .segments(1)), (.cut, .cut(.even))]
                    : [(.held, .held(0)), (.earlierMask, .earlierMask(nil))])
        case .resource: [(.attributes, .attributes(.none))]
        case .allocation: [(.gfp, .gfp(.kernel)), (.attributes, .attributes(.none))]
        case .scattered, .driven: []
        }
    }

    private static func group(_ kind: RequestKind) -> Group {
        switch kind {
        case .mapSingle, .mapPage, .mapSG: .mapping
        case .mapResource: .resource
        case .allocCoherent, .allocPages: .allocation
        case .allocNoncontiguous: .scattered
        case .driverIO: .driven
        }
    }

    /// What goes with these kinds.
    func check(_ value: Located<Attribute>) throws(ConfigError) {
        switch value.value {
        case .attributes(let set) where !set.suits(group):
            throw ConfigError(
                value.at, "\(set.rawValue) does not go with this kind of request",
                hint: group == .allocation
                    ? "an allocation can have force-contiguous" : "only alloc-coherent can be force-contiguous")
        case .place(.mixed) where !hasSegments:
            throw ConfigError(
                value.at, "place mixed is of the segments of a list", hint: "ask for map-sg and say how many segments")
        default: return
        }
    }

    private func check(_ fields: Fields, _ kind: RequestKind) throws(ConfigError) {
        if group == .driven {
            if values.count > 1 {
                throw ConfigError(values[1].at, "driver-io stands twice in one entry", hint: "write {kind: driver-io}")
            }
            guard let stray = fields.ordered.first(where: { $0.key.value != "kind" }) else { return }
            throw ConfigError(
                stray.key.at, "driver-io has no \(stray.key.value): the device's driver decides",
                hint: "write {kind: driver-io}")
        }
        let taken = others.map(\.0.rawValue) + ["kind", "size", "direction"]
        for field in fields.ordered where !taken.contains(field.key.value) {
            throw ConfigError(field.value.at, stray(field.key.value, kind), hint: hint(field.key.value))
        }
    }

    private func stray(_ key: String, _ kind: RequestKind) -> String {
        switch (key, group) {
        case ("place", .resource): "map-resource has no place: registers lie below 4 GiB"
        case ("place", _): "\(kind.rawValue) has no place: the kernel chooses the memory"
        case ("segments", _): "only map-sg has segments"
        case ("cut", .mapping): "cut is of the segments of a list, and there are none"
        case ("held", _), ("earlier-mask", _): "only map-single and map-page have \(key)"
        case ("gfp", _): "only alloc-coherent and alloc-pages have a gfp"
        default: "\(kind.rawValue) has no \(key)"
        }
    }

    private func hint(_ key: String) -> String {
        key == "segments" ? "write map-sg as a request of its own, or leave segments out" : "leave \(key) out"
    }
}
