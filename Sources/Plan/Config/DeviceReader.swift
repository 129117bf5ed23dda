import RouteModel

/// The devices of a config.
enum DeviceReader {
    private static let name = "name"
    /// The keys of an entry; what a selection calls `device` is its name.
    static let keys = [name] + described.map(\.key)

    /// What an entry of a device calls a field.
    static func key(_ field: Field<Device>) -> String { field.key == Device.nameField.key ? name : field.key }

    private static let described = Device.fields.filter { $0.key != Device.nameField.key }

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
        let fields = try Fields(tree, "a device", keys: keys)
        let model = try fields.required(Device.modelField.key).model()
        // Masks of an edu are read below.
        let masks = model.masks
        var device = Device(
            name: "", model: model.name, dmaMask: masks?.streaming ?? 64, coherentMask: masks?.coherent ?? 64)
        for field in described where field.key != Device.modelField.key {
            let value = try read(field, of: model, fields)
            (value ?? (field.forms.contains(model.form) ? field.usual?(device) : nil))?.apply(&device)
        }
        device.name = try fields[name].map(Name.device.read) ?? device.usualName
        return Located(value: device, at: tree.at)
    }

    /// The value that an entry gives to a field; nil where the field is none of such a device.
    private static func read(
        _ field: Field<Device>, of model: DeviceModel, _ fields: Fields
    ) throws(ConfigError) -> Setting<Device>? {
        guard field.forms.contains(model.form) else {
            guard let stray = fields[field.key] else { return nil }
            let refusal = field.stray(model.form == .edu ? "an edu" : model.name, model.form)
            throw ConfigError(stray.at, refusal.message, hint: refusal.hint)
        }
        if field.required.contains(model.form) { return try field.read(fields.required(field.key)) }
        guard let tree = fields[field.key] else { return nil }
        return try field.read(tree)
    }
}
