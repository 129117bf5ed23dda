public import RouteModel

extension Described {
    /// What each field has to say, one after the other.
    fileprivate func joined(_ fields: [Field<Self>], _ words: (Field<Self>) -> String?) -> String {
        var text = ""
        for field in fields {
            guard let said = words(field) else { continue }
            text += (text.isEmpty ? "" : field.before) + said
        }
        return text
    }

    /// The fields that its flag names, with their values.
    fileprivate func flagged(_ fields: [Field<Self>]) -> [(key: String, value: String)] {
        fields.filter { $0.forms.contains(form) }.compactMap { field in
            field.flag(self).map { (field.key, $0) }
        }
    }

    /// Keys and values with commas between them, but for the key of what stands first.
    fileprivate func flag(_ fields: [Field<Self>]) -> String {
        flagged(fields).enumerated().map { $0 == 0 ? $1.value : "\($1.key)=\($1.value)" }.joined(separator: ",")
    }
}

extension Boot {
    private static let inWords = sorted(by: \.words)
    private static let inFlags = sorted(by: \.flags)

    /// The boot on one line, two spaces between its parts.
    public var line: String { joined(Self.inWords) { $0.words(self) } }

    /// The flags by which commands take it, the usual ones left out.
    public var flags: [String] { flagged(Self.inFlags).map { "--\($0.key) \($0.value)" } }
}

extension Device {
    private static let inWords = sorted(by: \.words)
    private static let inFlags = sorted(by: \.flags)

    /// As `--device` takes it.
    public var flagValue: String { flag(Self.inFlags) }

    /// What a config calls it that gives it no name.
    var usualName: String { joined(Self.inWords) { $0.words(self) } }
}

extension Request {
    private static let inWords = sorted(by: \.words)
    private static let inFlags = sorted(by: \.flags)

    /// The request on one line.
    public var line: String {
        form == .driven ? kind.rawValue : joined(Self.inWords) { $0.words(self) }
    }

    /// As `--request` takes it.
    public var flagValue: String { flag(Self.inFlags) }

    /// As an error writes it.
    var brief: String { joined(Self.fields) { ($0.brief ?? $0.words)(self) } }
}
