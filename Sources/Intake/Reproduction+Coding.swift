extension WeighedAssumption: Encodable {
    private enum CodingKeys: String, CodingKey { case fact, value, matters, otherwise }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(fact, forKey: .fact)
        try values.encode(value, forKey: .value)
        try values.encode(matters, forKey: .matters)
        if !otherwise.isEmpty { try values.encode(otherwise, forKey: .otherwise) }
    }
}

extension Configuration: Encodable {
    private enum CodingKeys: String, CodingKey { case boot, device, request }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(boot, forKey: .boot)
        try values.encode(device, forKey: .device)
        try values.encode(request, forKey: .request)
    }
}

extension BootOutcome: Encodable {
    private enum CodingKeys: String, CodingKey { case run, verdict, route, reason }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(run, forKey: .run)
        try values.encode(verdict, forKey: .verdict)
        try values.encode(route, forKey: .route)
        try values.encode(reason, forKey: .reason)
    }
}

/// A reproduction as `dmaroute reproduce --format json` writes it.
public struct ReproductionRecord: Encodable, Sendable {
    public var reproduction: Reproduction
    /// Names of the files, to tell lines of several apart.
    public var files: [String]
    /// Whether a part of the report was left unread.
    public var cut: Bool
    /// Id of the cell; nil where no cell stands for the report.
    public var cell: String?

    public init(_ reproduction: Reproduction, of pasted: Pasted, cell: String?) {
        self.reproduction = reproduction
        files = pasted.files
        cut = pasted.cut
        self.cell = cell
    }

    private enum CodingKeys: String, CodingKey {
        case answer, configuration, read, inferred, assumed, missing, contradictions, cause, policies, cell, boots,
            predicted,
            symptom, cut
    }

    private struct Read: Encodable {
        var fact: String
        var line: Int
        var file: String?
    }

    /// Every key is written; what does not apply is null.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(reproduction.answer.rawValue, forKey: .answer)
        try values.encode(reproduction.configuration, forKey: .configuration)
        let read = reproduction.read.map { fact, file, line in
            Read(fact: fact, line: line, file: files.count > 1 && files.indices.contains(file) ? files[file] : nil)
        }
        try values.encode(read, forKey: .read)
        try values.encode(reproduction.inferred, forKey: .inferred)
        try values.encode(reproduction.assumed, forKey: .assumed)
        try values.encode(reproduction.missing, forKey: .missing)
        try values.encode(reproduction.contradictions, forKey: .contradictions)
        try values.encode(reproduction.cause, forKey: .cause)
        let policies = Dictionary(
            reproduction.policies.map { ($0.name, $0.shows) }, uniquingKeysWith: { first, _ in first })
        try values.encode(policies, forKey: .policies)
        try values.encode(cell, forKey: .cell)
        try values.encode(reproduction.boots, forKey: .boots)
        try values.encode(reproduction.predicted, forKey: .predicted)
        try values.encode(reproduction.symptom, forKey: .symptom)
        try values.encode(cut, forKey: .cut)
    }
}
