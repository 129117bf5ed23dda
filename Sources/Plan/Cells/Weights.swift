/// How long boots took in the past, by which a plan is cut into parts that take equally long.
public struct Weights: Hashable, Sendable {
    /// By the boot's key. A boot that is not there weighs the mean of those of its plan that are.
    public let milliseconds: [String: Int]

    /// A week; nothing takes longer, and so no sum overflows.
    private static let most = 7 * 86_400_000

    /// Keeps each duration between a millisecond and a week.
    public init(milliseconds: [String: Int]) {
        self.milliseconds = milliseconds.mapValues { min(max($0, 1), Self.most) }
    }
}

extension Weights: Codable {
    private enum CodingKeys: String, CodingKey { case format, milliseconds }

    private static let format = 1

    /// - Throws: `DecodingError` for weights of another format.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let format = try values.decode(Int.self, forKey: .format)
        guard format == Self.format else {
            throw DecodingError.dataCorruptedError(
                forKey: .format, in: values,
                debugDescription: "these weights have format \(format), and this dmaroute reads format \(Self.format)")
        }
        self.init(milliseconds: try values.decode([String: Int].self, forKey: .milliseconds))
    }

    /// Writes the durations with the number of their format.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(Self.format, forKey: .format)
        try values.encode(milliseconds, forKey: .milliseconds)
    }
}
