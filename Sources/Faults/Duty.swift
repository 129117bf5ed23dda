/// What any correct kernel owes a driver and its user, whatever a policy says that a kernel does.
public enum Duty: String, Codable, Sendable, CaseIterable {
    case privateStays = "private-stays-private"
    case bytesArrive = "bytes-arrive"
    case onlyWhatIsMapped = "only-what-is-mapped"
    case withinMask = "within-mask"
    case bitFits = "bit-fits-memory"
    case returnsItsType = "returns-its-type"
    case driverWorks = "driver-gets-to-work"
    case refusesOnlyWithoutWay = "refuses-only-without-a-way"
    case toldSizeMaps = "told-size-maps"
    case messageIsTrue = "message-is-true"

    /// One sentence.
    public var says: String {
        switch self {
        case .privateStays: "A guest hands no device a page that is private to it."
        case .bytesArrive: "A DMA call that succeeds gets its bytes across, both ways, all of them."
        case .onlyWhatIsMapped: "A device that is not trusted reaches what was mapped for it and no byte beside it."
        case .withinMask: "The address that a call gives lies within the device's mask."
        case .bitFits: "The bit of an address that selects a view of memory fits the state of the memory."
        case .returnsItsType: "A function returns what its type says."
        case .driverWorks: "A driver whose device could work gets to work."
        case .refusesOnlyWithoutWay: "A DMA call fails only where the kernel has no way that it could have taken."
        case .toldSizeMaps: "A mapping no larger than dma_max_mapping_size() says is not refused for its size."
        case .messageIsTrue: "A message about a refusal names the cause of the refusal."
        }
    }

    /// Where it is written.
    public var origin: String {
        switch self {
        case .privateStays:
            "Documentation/arch/x86/amd-memory-encryption.rst: all DMA operations inside the guest must be performed on "
                + "shared memory"
        case .bytesArrive:
            "Documentation/core-api/dma-api.rst: a mapping is made so that the memory can be accessed by the device"
        case .onlyWhatIsMapped:
            "include/linux/pci.h, struct pci_dev: devices marked untrusted cannot access arbitrary memory"
        case .withinMask:
            "Documentation/core-api/dma-api.rst: the DMA address of the memory must be within the dma_mask of the device"
        case .bitFits:
            "Documentation/arch/x86/amd-memory-encryption.rst: a page is encrypted where its address has the bit set"
        case .returnsItsType:
            "Documentation/core-api/dma-api.rst: dma_alloc_pages() returns a pointer to the first struct page"
        case .driverWorks:
            "Documentation/core-api/dma-api-howto.rst: a mask that is accepted lets the device perform DMA properly"
        case .refusesOnlyWithoutWay:
            "Documentation/core-api/dma-api.rst: a mapping fails in some circumstances; "
                + "Documentation/core-api/swiotlb.rst: what a device cannot reach is copied"
        case .toldSizeMaps:
            "Documentation/core-api/dma-api.rst: dma_max_mapping_size() returns the maximum size of a mapping"
        case .messageIsTrue:
            "Documentation/process/coding-style.rst, 13: messages are concise, clear, and unambiguous"
        }
    }
}

/// What a broken duty comes to for a user, the gravest first.
public enum FaultClass: String, Codable, Sendable, CaseIterable, Comparable {
    case dataLost = "data-lost"
    case privateExposed = "private-exposed"
    case wrongAddress = "wrong-address"
    case wrongType = "wrong-type"
    case deviceDead = "device-dead"
    case refusedNeedlessly = "refused-needlessly"
    case leak
    case misleadingMessage = "misleading-message"

    /// Whether one class is graver than the other.
    public static func < (one: FaultClass, other: FaultClass) -> Bool { one.place < other.place }

    private var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    init(_ duty: Duty) {
        self =
            switch duty {
            case .bytesArrive: .dataLost
            case .privateStays, .onlyWhatIsMapped: .privateExposed
            case .withinMask, .bitFits: .wrongAddress
            case .returnsItsType: .wrongType
            case .driverWorks: .deviceDead
            case .refusesOnlyWithoutWay, .toldSizeMaps: .refusedNeedlessly
            case .messageIsTrue: .misleadingMessage
            }
    }
}
