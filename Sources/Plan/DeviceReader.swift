import RouteModel

/// The devices of a config.
enum DeviceReader {
    static let keys = AttributeKey.names([.model, .dmaMask, .coherentMask])

    static func read(_ tree: Tree) throws(ConfigError) -> [Located<Device>] {
        let items = try tree.list("devices")
        guard Limits.devices.contains(items.count) else {
            throw ConfigError(
                tree.at,
                "devices has \(items.count) entries, and 1 to \(Limits.devices.upperBound) are possible in a boot")
        }
        var devices: [Located<Device>] = []
        for item in items { devices.append(try device(item)) }
        return devices
    }

    private static func device(_ tree: Tree) throws(ConfigError) -> Located<Device> {
        let fields = try Fields(tree, "a device", keys: ["name"] + keys)
        guard case .model(let model) = try AttributeKey.model.read(fields.required("model")).value,
            case .dmaMask(let mask) = try AttributeKey.dmaMask.read(fields.required("dma-mask")).value
        else { throw ConfigError(tree.at, "a device needs a model and a dma-mask") }
        var coherent = mask
        if let value = fields["coherent-mask"],
            case .coherentMask(let bits) = try AttributeKey.coherentMask.read(value).value
        {
            coherent = bits
        }
        let usual = "\(model)\(mask)" + (coherent == mask ? "" : "c\(coherent)")
        let name = try fields["name"].map(Name.device.read) ?? usual
        return Located(
            value: Device(name: name, model: model, dmaMask: mask, coherentMask: coherent), at: tree.at)
    }
}
