import RouteModel

/// The devices of a config.
enum DeviceReader {
    static let keys = AttributeKey.names([
        .model, .dmaMask, .coherentMask, .iommuPlatform, .untrusted, .tState, .hotplug, .besideIOMMU,
    ])

    static func read(_ tree: Tree) throws(ConfigError) -> [Located<Device>] {
        let items = try tree.list("devices")
        guard Limits.devices.contains(items.count) else {
            throw ConfigError(
                tree.at,
                "devices has \(items.count) entries, and 1 to \(Limits.devices.upperBound) are possible")
        }
        var devices: [Located<Device>] = []
        for item in items { devices.append(try device(item)) }
        let probed = devices.filter { !$0.value.hasDriver }
        guard probed.count <= Limits.probed else {
            throw ConfigError(
                probed[Limits.probed].at,
                "\(probed.count) devices are driven by the probe, and \(Limits.probed) are possible in a boot",
                hint: "make two configs of it")
        }
        return devices
    }

    private static func device(_ tree: Tree) throws(ConfigError) -> Located<Device> {
        let fields = try Fields(tree, "a device", keys: ["name"] + keys)
        let model = try fields.required("model").model()
        var device: Device
        if let masks = model.masks { device = try driven(model, masks, fields) } else { device = try edu(fields) }
        if let name = fields["name"] { device.name = try Name.device.read(name) }
        return Located(value: device, at: tree.at)
    }

    private static func edu(_ fields: Fields) throws(ConfigError) -> Device {
        guard case .dmaMask(let mask) = try AttributeKey.dmaMask.read(fields.required("dma-mask")).value else {
            throw ConfigError(fields.at, "an edu needs a dma-mask")
        }
        var coherent = mask
        if let value = fields["coherent-mask"],
            case .coherentMask(let bits) = try AttributeKey.coherentMask.read(value).value
        {
            coherent = bits
        }
        if let stray = fields["iommu-platform"] {
            throw ConfigError(stray.at, "an edu has no iommu-platform", hint: "only virtio devices have it")
        }
        var device = Device(
            name: "edu\(mask)" + (coherent == mask ? "" : "c\(coherent)"), dmaMask: mask, coherentMask: coherent,
            untrusted: try isOn(.untrusted, fields), tState: try isOn(.tState, fields),
            hotplugged: try isOn(.hotplug, fields), besideIOMMU: try isOn(.besideIOMMU, fields))
        let traits = [
            ("untrusted", device.untrusted), ("t1", device.tState), ("hotplug", device.hotplugged),
            ("beside", device.besideIOMMU),
        ]
        for (word, _) in traits.filter(\.1) { device.name += "-" + word }
        return device
    }

    private static func isOn(_ key: AttributeKey, _ fields: Fields) throws(ConfigError) -> Bool {
        guard let tree = fields[key.rawValue] else { return false }
        switch try key.read(tree).value {
        case .untrusted(let value), .tState(let value), .hotplug(let value), .besideIOMMU(let value):
            return value == .on
        default: return false
        }
    }

    /// A device whose own driver sets its masks.
    private static func driven(
        _ model: DeviceModel, _ masks: DeviceModel.Masks, _ fields: Fields
    ) throws(ConfigError) -> Device {
        for key in ["dma-mask", "coherent-mask", "untrusted", "t-state", "hotplug", "beside-viommu"] {
            guard let stray = fields[key] else { continue }
            throw ConfigError(
                stray.at,
                key.hasSuffix("mask")
                    ? "\(model.name) has no \(key) to choose: its driver sets it"
                    : "only an edu can be given \(key)",
                hint: "leave \(key) out")
        }
        var device = Device(
            name: model.name, model: model.name, dmaMask: masks.streaming, coherentMask: masks.coherent)
        if model.isVirtio {
            guard
                case .iommuPlatform(let demanded) = try AttributeKey.iommuPlatform.read(
                    fields.required("iommu-platform")
                ).value
            else { throw ConfigError(fields.at, "\(model.name) needs iommu-platform: on or off") }
            device.iommuPlatform = demanded == .on
            if demanded == .on { device.name += "-platform" }
        } else if let stray = fields["iommu-platform"] {
            throw ConfigError(
                stray.at, "\(model.name) has no iommu-platform", hint: "only virtio devices have it")
        }
        return device
    }
}
