// In files that people read, these stand by name; on the channel by number.

extension CallKind {
    public init(from decoder: any Decoder) throws {
        self = try named(decoder)
    }

    public func encode(to encoder: any Encoder) throws {
        try "\(self)".encode(to: encoder)
    }
}

extension CallDirection {
    public init(from decoder: any Decoder) throws {
        self = try named(decoder)
    }

    public func encode(to encoder: any Encoder) throws {
        try "\(self)".encode(to: encoder)
    }
}

extension CallSync {
    public init(from decoder: any Decoder) throws {
        self = try named(decoder)
    }

    public func encode(to encoder: any Encoder) throws {
        try "\(self)".encode(to: encoder)
    }
}

extension MapReport.Outcome {
    public init(from decoder: any Decoder) throws {
        self = try named(decoder)
    }

    public func encode(to encoder: any Encoder) throws {
        try "\(self)".encode(to: encoder)
    }
}

extension DriveReport.Outcome {
    public init(from decoder: any Decoder) throws {
        self = try named(decoder)
    }

    public func encode(to encoder: any Encoder) throws {
        try "\(self)".encode(to: encoder)
    }
}

private func named<Value: CaseIterable>(_ decoder: any Decoder) throws -> Value {
    let name = try String(from: decoder)
    guard let value = Value.allCases.first(where: { "\($0)" == name }) else {
        throw DecodingError.dataCorrupted(
            .init(codingPath: decoder.codingPath, debugDescription: "no \(Value.self) is called \(name)"))
    }
    return value
}
