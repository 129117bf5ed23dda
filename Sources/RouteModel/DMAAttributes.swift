/// One of the kernel's DMA_ATTR_* that decide routes.
public enum DMAAttribute: String, Codable, Sendable, CaseIterable {
    /// DMA_ATTR_CC_SHARED: the buffer is decrypted, or shared with the host, already.
    case ccShared = "cc-shared"
    /// DMA_ATTR_MMIO, where it does not belong; `map-resource` has it by itself.
    case mmio
    /// DMA_ATTR_REQUIRE_COHERENT: no copy may stand in for the buffer.
    case requireCoherent = "require-coherent"
    /// DMA_ATTR_FORCE_CONTIGUOUS, of an allocation: one block of memory, whatever translates.
    case forceContiguous = "force-contiguous"
}

/// A set of ``DMAAttribute``, written as the list of their words.
public struct DMAAttributes: OptionSet, Hashable, Sendable {
    /// Bits of the attributes, by numbers of this model's own and not by the kernel's.
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// DMA_ATTR_CC_SHARED alone; see ``DMAAttribute/ccShared``.
    public static let ccShared = DMAAttributes(.ccShared)
    /// DMA_ATTR_MMIO alone; see ``DMAAttribute/mmio``.
    public static let mmio = DMAAttributes(.mmio)
    /// DMA_ATTR_REQUIRE_COHERENT alone; see ``DMAAttribute/requireCoherent``.
    public static let requireCoherent = DMAAttributes(.requireCoherent)
    /// DMA_ATTR_FORCE_CONTIGUOUS alone; see ``DMAAttribute/forceContiguous``.
    public static let forceContiguous = DMAAttributes(.forceContiguous)

    public init(_ attribute: DMAAttribute) {
        switch attribute {
        case .ccShared: self.init(rawValue: 1)
        case .mmio: self.init(rawValue: 2)
        case .requireCoherent: self.init(rawValue: 4)
        case .forceContiguous: self.init(rawValue: 8)
        }
    }

    /// In the order of ``DMAAttribute``.
    public var words: [DMAAttribute] { DMAAttribute.allCases.filter { contains(DMAAttributes($0)) } }
}

extension DMAAttributes: Codable {
    /// The list may have its words in any order, and a word twice.
    public init(from decoder: any Decoder) throws {
        let words = try decoder.singleValueContainer().decode([DMAAttribute].self)
        self = words.reduce(into: []) { $0.formUnion(DMAAttributes($1)) }
    }

    /// Writes the words in the order of ``DMAAttribute``.
    public func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        try value.encode(words)
    }
}
