import RouteModel

extension Field {
    /// One value, and one or many, of whatever entry.
    var definitions: [(String, OrderedJSON)] {
        [
            (key, schema(nil).described(description)),
            (ConfigSchema.many(key), .oneOrMany(.reference(key))),
        ]
    }

    private var description: String {
        required.isEmpty && usualText != nil ? "\(help); \(usualText ?? "") by default." : help + "."
    }

    /// The value that an entry of a form can have; by reference where it can be any.
    fileprivate func value(in form: Root.Form) -> OrderedJSON {
        schema(form) == schema(nil) ? .reference(key) : schema(form)
    }
}

extension Device.Form {
    /// Of its definition.
    var name: String { "device-\(self)" }

    private var description: String {
        switch self {
        case .edu: "QEMU's teaching device, driven by the probe, for every request but driver-io."
        case .virtio: "A virtio device with the kernel's own driver, for the request driver-io."
        case .driven: "A device with the kernel's own driver, which sets its masks, for the request driver-io."
        }
    }

    /// An entry of `devices`.
    var schema: OrderedJSON {
        let fields = Device.fields.filter { $0.forms.contains(self) }
        return .mapping(
            description, required: fields.filter { $0.required.contains(self) }.map(\.key),
            fields.map { (DeviceReader.key($0), $0.value(in: self)) })
    }
}

extension Request.Form {
    /// Of its definition.
    var name: String { "request-\(self)" }

    private var description: String {
        switch self {
        case .mapping: "Buffers that are mapped one by one, or as a list of one."
        case .list: "A list of buffers; the size is of the whole list."
        case .resource: "Registers of another device, which are no memory."
        case .allocation: "Memory that the kernel chooses."
        case .scattered: "Pages from anywhere, which look like one piece behind an IOMMU."
        case .driven:
            "What the device's own driver does when it binds and moves \(IECSize.text(Limits.driverIO))."
        }
    }

    /// An entry of `requests`.
    var schema: OrderedJSON {
        let fields = Request.fields.filter { $0.forms.contains(self) }
        return .mapping(
            description, required: fields.filter { $0.required.contains(self) }.map(\.key),
            fields.map { field in
                let value = field.value(in: self)
                let isAny = value == .reference(field.key)
                // A driver does once what it does.
                return (
                    field.key,
                    isAny
                        ? .reference(ConfigSchema.many(field.key)) : .oneOrMany(value, most: self == .driven ? 1 : nil)
                )
            })
    }
}
