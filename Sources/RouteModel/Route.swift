/// Which way a DMA goes.
public enum Path: String, Codable, Sendable, CaseIterable {
    /// The device uses the physical address; no IOMMU stands in between.
    case direct
    /// As ``direct``, through an identity domain of an IOMMU.
    case identity
    /// Copied through the SWIOTLB pool.
    case bounce
    /// The device uses an IOVA that an IOMMU translates.
    case translated
    /// Copied through the SWIOTLB pool, and the copy is translated.
    case translatedBounce = "translated-bounce"
    /// An allocation on the direct or identity path.
    case coherent
    /// An allocation from the atomic pools.
    case atomicPool = "atomic-pool"
    /// virtio without the DMA API: physical addresses in the ring.
    case physical
    /// The kernel refused: `DMA_MAPPING_ERROR` or NULL.
    case refused
    /// No driver bound the device.
    case noDriver = "no-driver"

    /// Whether the pool serves it.
    public var isBounce: Bool { self == .bounce || self == .translatedBounce }
}

/// State of the ``AddressBit`` in a `dma_addr_t`, or in the page-table entry that translates it.
public enum BitState: String, Codable, Sendable, CaseIterable {
    case set
    case clear
    /// There is no such bit: no memory encryption, or none that shows in an address.
    case none
}

/// State of the page that the device touches.
public enum MemoryState: String, Codable, Sendable, CaseIterable {
    case ordinary
    case encrypted
    case decrypted
}

/// What the kernel says when it refuses.
public enum Message: String, Codable, Sendable, CaseIterable {
    /// `DMA addr … overflow (mask …, bus limit …).`
    case dmaAddrOverflow = "dma-addr-overflow"
    /// `swiotlb addr … overflow (mask …, bus limit …).`
    case swiotlbAddrOverflow = "swiotlb-addr-overflow"
    /// `swiotlb buffer is full (sz: …), total …, used …`
    case swiotlbFull = "swiotlb-full"
    /// `DMA bounce buffers are inactive, unable to map unaligned transaction.`
    case bounceInactive = "bounce-inactive"
    /// Nothing.
    case silent
}

/// How much of what one of the two wrote last the other finds.
public enum Portion: String, Codable, Sendable, CaseIterable {
    case all
    /// The second half.
    case half
    case nothing
}

/// The outcome of a request.
public struct Route: Hashable, Sendable {
    /// The way that the DMA goes, or why it goes none.
    public var path: Path
    /// The bit of the `dma_addr_t`; an IOVA is clear.
    public var addressBit: BitState
    /// State of the memory that the device touches; nil for a refusal.
    public var memory: MemoryState?
    /// The bit of the IOMMU's page-table entry; nil where nothing is translated.
    public var entryBit: BitState?
    /// Highest address, inclusive, that the last byte of the DMA may have; nil for a refusal.
    public var limit: UInt64?
    /// For a refusal, what the kernel says.
    public var message: Message?
    /// How much the caller's way to keep buffer and device in step brings across: of what the CPU wrote after the map for a
    /// device that reads, of what the device wrote for the CPU.
    public var brings: Portion

    public init(
        path: Path, addressBit: BitState, memory: MemoryState?, entryBit: BitState? = nil, limit: UInt64?,
        message: Message? = nil, brings: Portion = .all
    ) {
        self.path = path
        self.addressBit = addressBit
        self.memory = memory
        self.entryBit = entryBit
        self.limit = limit
        self.message = message
        self.brings = brings
    }
}

extension Route {
    /// The store that the device's accesses end in, as the emulation does it: the bit of the address that leaves the
    /// device or, where an IOMMU translates it, of what the IOMMU makes of it. nil for a refusal.
    public var store: Store? {
        guard memory != nil else { return nil }
        let bit = path == .translated || path == .translatedBounce ? entryBit ?? .none : addressBit
        return bit == .set ? .encrypted : .plain
    }

    /// Whether bytes can get from one to the other: the device looks at the memory in the way the CPU does. A refusal
    /// moves nothing and counts as no loss.
    public var arrives: Bool {
        guard let memory, let store else { return true }
        return memory == .ordinary || (memory == .encrypted) == (store == .encrypted)
    }
}

extension Route {
    /// Whether the state of the memory is told by the store in which it stands.
    public var restsOnTwoStores: Bool { memory.map { $0 != .ordinary } ?? false }
}

extension Route: Codable {
    enum CodingKeys: String, CodingKey {
        case path, memory, limit, message, brings
        case addressBit = "cBit"
        case entryBit = "pteCBit"
    }

    /// - Throws: `DecodingError` where the limit is no hexadecimal number behind `0x`.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        path = try values.decode(Path.self, forKey: .path)
        addressBit = try values.decode(BitState.self, forKey: .addressBit)
        memory = try values.decodeIfPresent(MemoryState.self, forKey: .memory)
        entryBit = try values.decodeIfPresent(BitState.self, forKey: .entryBit)
        message = try values.decodeIfPresent(Message.self, forKey: .message)
        brings = try values.decodeIfPresent(Portion.self, forKey: .brings) ?? .all
        let text = try values.decodeIfPresent(String.self, forKey: .limit)
        limit = try text.map { text in
            guard text.hasPrefix("0x"), let value = UInt64(text.dropFirst(2), radix: 16) else {
                throw DecodingError.dataCorruptedError(
                    forKey: .limit, in: values, debugDescription: "not a hexadecimal number: \(text)")
            }
            return value
        }
    }

    /// Every key is written; what does not apply is null. Only what does not bring all across says so.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(path, forKey: .path)
        try values.encode(addressBit, forKey: .addressBit)
        try values.encode(memory, forKey: .memory)
        try values.encode(entryBit, forKey: .entryBit)
        try values.encode(limit.map { hex($0) }, forKey: .limit)
        try values.encode(message, forKey: .message)
        if brings != .all { try values.encode(brings, forKey: .brings) }
    }
}
