/// A family of processors with the machine of it that is modelled: what rules, plans and evidence need to know of either.
public struct Architecture: Sendable {
    /// As axes and labels name it.
    public let name: String
    /// Where RAM lies.
    public let memoryMap: MemoryMap
    /// An address within a page has so many bits.
    public let pageBits: Int
    /// Addresses of ZONE_DMA have so many bits (the kernel's `zone_dma_limit`).
    public let zoneDMABits: Int
    /// The bit that selects a view of memory under each encryption, in its usual place.
    public let addressBits: [Encryption: AddressBit]
    /// The IOMMUs that the machine can show.
    public let iommuKinds: [IOMMUKind]

    /// Bytes of a page.
    public var pageSize: UInt64 { 1 << UInt64(pageBits) }

    /// nil where the machine has no such IOMMU.
    public func iommuKind(_ name: VIOMMU) -> IOMMUKind? { iommuKinds.first { $0.name == name } }
}

extension Boot {
    /// What the boot's machine is made of.
    public var architecture: Architecture { .usual }

    /// The IOMMU that the machine shows; nil for none.
    public var iommuKind: IOMMUKind? { architecture.iommuKind(viommu) }

    /// Where the machine's RAM lies.
    public var layout: RAMLayout { RAMLayout(ram: ram, in: architecture.memoryMap) }
}

extension Encryption {
    /// Whether a boot's key holds the position of the address bit: where no `dma_addr_t` carries it, it decides nothing.
    public func hasPlacedBit(on architecture: Architecture) -> Bool {
        architecture.addressBits[self]?.standsInDMAAddress ?? false
    }
}
