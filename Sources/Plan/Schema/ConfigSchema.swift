import RouteModel

/// The JSON Schema of a config, by which editors check one while it is written.
public enum ConfigSchema {
    /// Where it stands in the package.
    public static let file = "harness-configs/config.schema.json"

    /// The file's text.
    public static var text: String { schema.rendered() + "\n" }

    private static var schema: OrderedJSON {
        .object([
            ("$schema", "https://json-schema.org/draft/2020-12/schema"), ("title", "A config of dmaroute"),
            ("description", "Which boots, devices and requests a run makes. Masks in bits, sizes in IEC units."),
            ("type", "object"),
            ("required", .list(["name", "kernels", "devices", "requests"])), ("additionalProperties", .bool(false)),
            ("properties", .object(properties)), ("$defs", .object(definitions)),
        ])
    }

    private static var properties: [(String, OrderedJSON)] {
        let kernel = Boot.kernelField
        return [
            (
                "name",
                OrderedJSON.text(pattern: Name.config.pattern).described("The plan and its runs are called by it.")
            ),
            ("kernels", bounded(.reference(kernel.key), Limits.kernels).described("Names of images/kernels.yaml.")),
            (
                "axes",
                .mapping(
                    "Multiplied in the order written. What is left out: \(usualBoot).",
                    Boot.axes.map { ($0.key, .reference(many($0.key))) })
            ),
            (
                Boot.cBitField.key,
                OrderedJSON.reference(Boot.cBitField.key).described("Where no axis says it.")
            ),
            ("devices", bounded(.choice(Device.Form.allCases.map(\.name)), Limits.devices)),
            (
                "requests",
                OrderedJSON.list(of: .choice(Request.Form.allCases.map(\.name)))
                    .described("Where a key has a list, every combination is a request of its own.")
            ),
            ("exclude", selections("What matches all keys of an entry, each by any of its values, does not run.")),
            (
                "include",
                selections(
                    "Boots in addition, on which no exclude acts; keys of devices and requests choose what is asked there."
                )
            ),
            (
                "isolation",
                OrderedJSON.words(Isolation.allCases.map(\.rawValue)).described(
                    "How boots are shared among cells: shared, all in one guest; auto, alone where the prediction rests on what was asked before; snapshot, each in a guest restored from one; boot, each in a boot of its own."
                )
            ),
            (
                "policy",
                OrderedJSON.text(pattern: Name.policy.pattern).described(
                    "What to judge by: own (each kernel's own) or a policy's name.")
            ),
        ]
    }

    /// What a boot is that no axis says anything of.
    private static var usualBoot: String {
        Boot.axes.compactMap { field in field.usualText.map { "\(field.key) \($0)" } }.joined(separator: ", ")
    }

    private static func bounded(_ item: OrderedJSON, _ range: ClosedRange<Int>) -> OrderedJSON {
        .list(of: item, most: range.upperBound)
    }

    private static func selections(_ description: String) -> OrderedJSON {
        OrderedJSON.object([("type", "array"), ("items", .reference("selection"))]).described(description)
    }

    /// The definition of a value, or of a list of such.
    static func many(_ key: String) -> String { key + "-values" }

    private static var definitions: [(String, OrderedJSON)] {
        let fields =
            Boot.fields.flatMap { $0.definitions } + Device.fields.flatMap { $0.definitions }
            + Request.fields.flatMap { $0.definitions }
        let forms =
            Device.Form.allCases.map { ($0.name, $0.schema) } + Request.Form.allCases.map { ($0.name, $0.schema) }
        let selection = OrderedJSON.mapping(
            nil, least: 1, CellField.keys.map { ($0, .reference(many($0))) })
        return fields + forms + [("selection", selection)]
    }
}

extension OrderedJSON {
    fileprivate static func choice(_ names: [String]) -> OrderedJSON {
        .object([("oneOf", .list(names.map(OrderedJSON.reference)))])
    }
}
