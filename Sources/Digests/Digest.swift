/// A SHA-256 digest: what names cells, plans, packages and images in this project.
///
/// Written and read by `Codable` as 64 lower-case hexadecimal digits.
public struct Digest: Hashable, Sendable {
    /// The 32 bytes.
    public let bytes: [UInt8]

    init(rawBytes: [UInt8]) { bytes = rawBytes }

    /// The digest that `hex` spells: exactly 64 hexadecimal digits, else nil.
    public init?(hex: String) {
        guard let bytes = Hex.decode(hex), bytes.count == Digest.byteCount else { return nil }
        self.bytes = bytes
    }

    /// The digest of some bytes.
    public init(of data: some Sequence<UInt8>) {
        var hasher = SHA256()
        hasher.update(data)
        self = hasher.finish()
    }

    /// The digest of a text's UTF-8 bytes.
    public init(of text: String) { self.init(of: text.utf8) }

    /// 64 lower-case hexadecimal digits.
    public var hex: String { Hex.encode(bytes) }

    /// The first 12 hexadecimal digits: for eyes, never for comparison.
    public var short: String { String(hex.prefix(12)) }

    static let byteCount = 32
}

extension Digest: CustomStringConvertible {
    public var description: String { hex }
}

extension Digest: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let digest = Digest(hex: text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "not a SHA-256 digest (64 hexadecimal digits): \(text.prefix(80))")
        }
        self = digest
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hex)
    }
}
