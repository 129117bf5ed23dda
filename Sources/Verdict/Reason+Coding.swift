import RouteModel

extension Reason: Codable {
    private enum Key: String, CodingKey { case side, against, rule, says, cite, opposite, lack, note }

    /// Reads a reason by the key that it has: `side`, `rule`, `lack` or `note`.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        if let side = try values.decodeIfPresent(SideName.self, forKey: .side) {
            self = .side(side, try values.decode(Contradiction.self, forKey: .against))
        } else if let id = try values.decodeIfPresent(String.self, forKey: .rule) {
            self = .rule(
                id: id, says: try values.decode(String.self, forKey: .says),
                cite: try values.decode(String.self, forKey: .cite),
                opposite: try values.decodeIfPresent(Opposite.self, forKey: .opposite))
        } else if let text = try values.decodeIfPresent(String.self, forKey: .lack) {
            self = .lack(text)
        } else {
            self = .note(try values.decode(String.self, forKey: .note))
        }
    }

    /// Writes a reason under the key that tells its kind: `side`, `rule`, `lack` or `note`.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        switch self {
        case .side(let side, let contradiction):
            try values.encode(side, forKey: .side)
            try values.encode(contradiction, forKey: .against)
        case .rule(let id, let says, let cite, let opposite):
            try values.encode(id, forKey: .rule)
            try values.encode(says, forKey: .says)
            try values.encode(cite, forKey: .cite)
            try values.encodeIfPresent(opposite, forKey: .opposite)
        case .lack(let text): try values.encode(text, forKey: .lack)
        case .note(let text): try values.encode(text, forKey: .note)
        }
    }
}

/// Keys of the sentences, which every journal has, and of the values beside them, which those of before lack.
protocol ReasonKeys: CodingKey {
    static var reason: Self { get }
    static var reasons: Self { get }
}

extension KeyedEncodingContainer where Key: ReasonKeys {
    mutating func encode(_ reasons: [Reason]) throws {
        try encode(reasons.map(\.description), forKey: .reason)
        // Sentences alone are read back as the notes that they are.
        if !reasons.allSatisfy({ if case .note = $0 { true } else { false } }) { try encode(reasons, forKey: .reasons) }
    }
}

extension KeyedDecodingContainer where Key: ReasonKeys {
    func decodeReasons() throws -> [Reason] {
        let told = try decode([String].self, forKey: .reason)
        let reasons = try decodeIfPresent([Reason].self, forKey: .reasons)
        // What a reader sees is what counts, whoever wrote the values.
        if let reasons, reasons.map(\.description) == told { return reasons }
        return told.map(Reason.init(told:))
    }
}
