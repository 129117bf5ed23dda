import RouteModel

/// One of a cell's values as a config or a filter would write it, such as `viommu` and `intel`.
public struct ConfigValue: Hashable, Sendable {
    public var key: String
    public var value: String
}

extension Cell {
    /// What makes its boot, in a config's order of keys.
    public var bootValues: [ConfigValue] {
        AttributeKey.boot.map { ConfigValue(key: $0.rawValue, value: $0.text(of: boot)) }
    }

    /// What its device is and what is asked of it, in a config's order of keys.
    public var askedValues: [ConfigValue] {
        AttributeKey.allCases.filter { !AttributeKey.boot.contains($0) }
            .map { ConfigValue(key: $0.rawValue, value: $0.text(of: device, request)) }
    }
}
