/// What a run will boot and judge, settled before anything starts. It never changes: a part of it is another plan.
public struct Plan: Hashable, Sendable {
    /// The config's.
    public let name: String
    /// SHA-256 of all else, as 64 hexadecimal digits.
    public let digest: String
    /// In the order in which the config multiplies them, included ones last.
    public let boots: [PlannedBoot]
    /// Cells that were asked for and cannot exist in their boot, such as a buffer above 4 GiB in 1 GiB of RAM.
    public let leftOut: Int
    /// The policy to judge by; nil: each kernel's own.
    public let policy: String?
    /// How boots are shared among cells.
    public let isolation: Isolation

    /// Every cell, boot by boot.
    public var cells: [Cell] { boots.flatMap(\.cells) }
    /// Number of cells in all boots.
    public var cellCount: Int { boots.reduce(0) { $0 + $1.cells.count } }

    init(name: String, boots: [PlannedBoot], leftOut: Int, policy: String?, isolation: Isolation) {
        self.name = name
        self.boots = boots
        self.leftOut = leftOut
        self.policy = policy
        self.isolation = isolation
        digest = Identity.digest(name: name, policy: policy, isolation: isolation, leftOut: leftOut, boots: boots)
    }

    /// The plan of some of the cells. A boot without any goes, and `leftOut` stays what it was for the whole.
    public func keeping(_ isKept: (Cell) -> Bool) -> Plan {
        Plan(
            name: name, boots: boots.compactMap { $0.keeping(isKept) }, leftOut: leftOut, policy: policy,
            isolation: isolation)
    }
}

extension Plan: Codable {
    private enum CodingKeys: String, CodingKey { case format, name, digest, boots, leftOut, policy, isolation }

    /// The version of the written form.
    public static let format = 1

    /// - Throws: `DecodingError` where the digest, a key or an id is not that of what it names, where a name is none, or for
    ///   another format.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let format = try values.decode(Int.self, forKey: .format)
        guard format == Plan.format else {
            throw DecodingError.dataCorruptedError(
                forKey: .format, in: values,
                debugDescription: "this plan has format \(format), and this dmaroute reads format \(Plan.format)")
        }
        self.init(
            name: try values.decode(String.self, forKey: .name),
            boots: try values.decode([PlannedBoot].self, forKey: .boots),
            leftOut: max(0, try values.decode(Int.self, forKey: .leftOut)),
            policy: try values.decodeIfPresent(String.self, forKey: .policy),
            isolation: try values.decode(Isolation.self, forKey: .isolation))
        try values.check(name, .config, .name)
        if let policy { try values.check(policy, .policy, .policy) }
        guard try values.decode(String.self, forKey: .digest) == digest else {
            throw DecodingError.dataCorruptedError(
                forKey: .digest, in: values,
                debugDescription: "the plan was changed after it was made: its digest differs")
        }
    }

    /// Writes the plan with its format and its digest, which are checked when it is read.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(Plan.format, forKey: .format)
        try values.encode(name, forKey: .name)
        try values.encode(digest, forKey: .digest)
        try values.encode(boots, forKey: .boots)
        try values.encode(leftOut, forKey: .leftOut)
        try values.encode(policy, forKey: .policy)
        try values.encode(isolation, forKey: .isolation)
    }
}
