import RouteModel

/// How configs, digests and schemas write the values of one type.
struct Notation<Value: Hashable & Sendable>: Sendable {
    let read: @Sendable (Tree) throws(ConfigError) -> Value
    /// As a config would write it.
    let text: @Sendable (Value) -> String
    let canonical: @Sendable (Value) -> CanonicalJSON
    /// All that there are, where these are a few words.
    var values: [Value] = []
    /// Of values that are not a few words.
    var form = OrderedJSON.object([])
    /// A filter's value as ``text`` writes it.
    var normalised: @Sendable (String) -> String = { $0 }

    /// The schema of those values that are possible.
    func schema(_ isPossible: (Value) -> Bool) -> OrderedJSON {
        values.isEmpty ? form : .words(values.filter(isPossible).map(text))
    }
}

extension Notation where Value: CaseIterable & RawRepresentable<String> {
    /// - Parameter what: what an error calls such a word.
    static func word(_ what: String) -> Notation {
        Notation(
            read: { tree throws(ConfigError) in try tree.word(what, Value.self) }, text: \.rawValue,
            canonical: { .string($0.rawValue) }, values: Array(Value.allCases))
    }
}

extension Notation<Switch> {
    static func onOff(_ key: String) -> Notation { word("value of \(key)") }
}

extension Notation<Int> {
    static func integer(_ what: String, in range: ClosedRange<Int>) -> Notation {
        Notation(
            read: { tree throws(ConfigError) in try tree.integer(what, in: range) }, text: { "\($0)" },
            canonical: { .number($0) },
            form: .object([
                ("type", "integer"), ("minimum", .number(range.lowerBound)), ("maximum", .number(range.upperBound)),
            ]))
    }
}

extension Notation<UInt64> {
    /// Bytes.
    static func size(_ what: String, in range: ClosedRange<UInt64>, step: UInt64) -> Notation {
        Notation(
            read: { tree throws(ConfigError) in try IECSize.read(tree, what, in: range, step: step) },
            text: IECSize.text, canonical: { .number($0) }, form: IECSize.schema(in: range, step: step),
            normalised: { IECSize.parse($0, unitNeeded: false).map(IECSize.text) ?? $0 })
    }
}

extension Notation<UInt32> {
    static var microcode: Notation {
        Notation(
            read: Microcode.read, text: Microcode.text, canonical: { .number(UInt64($0)) },
            form: .text(pattern: Microcode.pattern))
    }
}

extension Notation<String> {
    static var commandLine: Notation {
        Notation(
            read: KernelOptions.read, text: { $0 }, canonical: { .string($0) },
            form: .text(pattern: KernelOptions.pattern),
            normalised: { $0.split(separator: " ").joined(separator: " ") })
    }

    static func name(_ name: Name) -> Notation {
        Notation(
            read: name.read, text: { $0 }, canonical: { .string($0) },
            form: .text(pattern: name.pattern))
    }

    /// Names of device models.
    static var model: Notation {
        Notation(
            read: { tree throws(ConfigError) in try tree.model().name }, text: { $0 }, canonical: { .string($0) },
            values: DeviceModel.all.map(\.name))
    }
}

extension Notation<DMAAttributes> {
    static var attributes: Notation {
        Notation(
            read: { tree throws(ConfigError) in try tree.word("set of attributes", AttributeSet.self).attributes },
            text: \.text, canonical: { .string($0.text) }, values: AttributeSet.allCases.map(\.attributes))
    }
}

extension Tree {
    /// The model of a device.
    func model() throws(ConfigError) -> DeviceModel {
        try word("model of a device that can be asked for", among: DeviceModel.all.map(\.name), DeviceModel.named)
    }
}
