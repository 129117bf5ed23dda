/// By which policy cells are predicted and judged: each kernel's own, or one for all.
public enum PolicyChoice: Hashable, Sendable {
    case own
    case named(String)

    /// As configs, flags and files write it.
    public init(_ text: String) { self = text == Self.own.text ? .own : .named(text) }

    /// - Parameter policy: the one for all; nil: each kernel's own.
    public init(_ policy: Policy?) { self = policy.map { .named($0.name) } ?? .own }

    /// As configs, flags and files write it.
    public var text: String {
        switch self {
        case .own: "own"
        case .named(let name): name
        }
    }

    /// The name of the one for all; nil for each kernel's own.
    public var name: String? { if case .named(let name) = self { name } else { nil } }

    /// The name of the policy for a kernel.
    public func name(for kernel: String) -> String { name ?? kernel }
}

extension PolicyChoice: Codable {
    /// Reads any word; a name that no policy has is found out by who looks it up.
    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the word that configs and flags use.
    public func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        try value.encode(text)
    }
}
