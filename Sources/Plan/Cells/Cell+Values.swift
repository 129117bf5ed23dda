import RouteModel

/// One of a cell's values as a config or a filter would write it, such as `viommu` and `intel`.
public struct ConfigValue: Hashable, Sendable {
    /// Name of the value in a config, such as `viommu`.
    public var key: String
    /// The value as a config writes it, such as `intel`.
    public var value: String
}

extension Cell {
    /// What makes its boot, in a config's order of keys.
    public var bootValues: [ConfigValue] { values(CellField.boots) }

    /// What its device is and what is asked of it, in a config's order of keys.
    public var askedValues: [ConfigValue] { values(CellField.asked) }

    private func values(_ fields: [CellField]) -> [ConfigValue] {
        fields.map { ConfigValue(key: $0.key, value: $0.text(of: self)) }
    }
}
