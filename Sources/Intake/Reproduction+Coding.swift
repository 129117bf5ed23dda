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
            predicted, symptom, cut, claims, `do`, unread
    }

    private struct ClaimLine: Encodable {
        var line: Int
        var file: String?
        var option: String
        var polarity: String
        var agrees: Bool?

        private enum CodingKeys: String, CodingKey { case line, file, option, polarity, agrees }

        func encode(to encoder: any Encoder) throws {
            var values = encoder.container(keyedBy: CodingKeys.self)
            try values.encode(line, forKey: .line)
            try values.encodeIfPresent(file, forKey: .file)
            try values.encode(option, forKey: .option)
            try values.encode(polarity, forKey: .polarity)
            try values.encode(agrees, forKey: .agrees)
        }
    }

    private struct ActionLine: Encodable {
        var attempt: String
        var predicted: String
        var booted: String?
        var cost: String

        private enum CodingKeys: String, CodingKey {
            case attempt = "try"
            case predicted, booted, cost
        }

        func encode(to encoder: any Encoder) throws {
            var values = encoder.container(keyedBy: CodingKeys.self)
            try values.encode(attempt, forKey: .attempt)
            try values.encode(predicted, forKey: .predicted)
            try values.encode(booted, forKey: .booted)
            try values.encode(cost, forKey: .cost)
        }
    }

    private struct UnreadLineRecord: Encodable {
        var line: Int
        var file: String?
        var text: String
    }

    private func name(_ file: Int) -> String? { files.count > 1 && files.indices.contains(file) ? files[file] : nil }

    private func encodeLists(_ values: inout KeyedEncodingContainer<CodingKeys>) throws {
        let claims = reproduction.claims.map {
            ClaimLine(
                line: $0.line, file: name($0.file), option: $0.claim.text, polarity: $0.claim.polarity.rawValue,
                agrees: $0.agrees)
        }
        try values.encode(claims, forKey: .claims)
        let actions = reproduction.actions.map {
            ActionLine(attempt: $0.attempt, predicted: $0.predicted, booted: $0.booted, cost: $0.cost)
        }
        try values.encode(actions, forKey: .do)
        let unread = reproduction.unread.map { UnreadLineRecord(line: $0.line, file: name($0.file), text: $0.text) }
        try values.encode(unread, forKey: .unread)
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
            Read(fact: fact, line: line, file: name(file))
        }
        try values.encode(read, forKey: .read)
        try values.encode(reproduction.inferred, forKey: .inferred)
        try values.encode(reproduction.assumed, forKey: .assumed)
        try values.encode(reproduction.missing.map(Asking.told), forKey: .missing)
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
        try encodeLists(&values)
    }
}
