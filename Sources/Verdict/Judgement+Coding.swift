import RouteModel

extension Judgement: Codable {
    private enum Key: String, ReasonKeys {
        case verdict, sides, route, predicted, guest, device, reason, reasons, wrong, cause, conditional, forked,
            unread, statements, dmas, declaration
    }

    /// Reads a judgement; what a journal has no key for is nil, as far as it may be missing.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        self.init(
            verdict: try values.decode(Verdict.self, forKey: .verdict),
            sides: try values.decode(Int.self, forKey: .sides),
            route: try values.decodeIfPresent(Route.self, forKey: .route),
            predicted: try values.decode([Alternative].self, forKey: .predicted),
            guest: try values.decode(String.self, forKey: .guest),
            device: try values.decode(String.self, forKey: .device), reasons: try values.decodeReasons(),
            wrong: try values.decodeIfPresent(Wrong.self, forKey: .wrong),
            conditional: try values.decode(Bool.self, forKey: .conditional),
            unread: try values.decode(Bool.self, forKey: .unread))
        cause = try values.decodeIfPresent(String.self, forKey: .cause)
        forked = try values.decodeIfPresent([String: String].self, forKey: .forked)
        statements = try values.decodeIfPresent([StatementFinding].self, forKey: .statements)
        dmas = try values.decodeIfPresent(DMAFindings.self, forKey: .dmas)
        declaration = try values.decodeIfPresent(Declaration.self, forKey: .declaration)
    }

    /// Writes a judgement; a value that is nil has no key, nor has the status, which the verdict gives.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(verdict, forKey: .verdict)
        try values.encode(sides, forKey: .sides)
        try values.encodeIfPresent(route, forKey: .route)
        try values.encode(predicted, forKey: .predicted)
        try values.encode(guest, forKey: .guest)
        try values.encode(device, forKey: .device)
        try values.encode(reasons)
        try values.encodeIfPresent(wrong, forKey: .wrong)
        try values.encodeIfPresent(cause, forKey: .cause)
        try values.encode(conditional, forKey: .conditional)
        try values.encodeIfPresent(forked, forKey: .forked)
        try values.encode(unread, forKey: .unread)
        try values.encodeIfPresent(statements, forKey: .statements)
        try values.encodeIfPresent(dmas, forKey: .dmas)
        try values.encodeIfPresent(declaration, forKey: .declaration)
    }
}
