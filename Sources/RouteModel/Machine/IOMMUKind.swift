/// What the kernel's handling of one kind of IOMMU comes down to. Rules ask these traits, never which kind it is.
public struct IOMMUKind: Hashable, Sendable {
    /// How wide IOVAs are that a domain of it takes.
    public enum Aperture: Hashable, Sendable {
        /// The mask alone limits them.
        case unlimited
        /// Bits that the hardware has.
        case bits(Int)
        /// What firmware's tables tell of the levels of its page tables: all 64 bits, or so many where they tell nothing.
        case byTables(untold: Int)
    }

    /// As an axis names it.
    public let name: VIOMMU
    /// The rule that says whether an option of its own keeps it off; nil where none does.
    let offSwitch: Slot?
    /// Whether `iommu=off` stops it too.
    let heedsIOMMUOff: Bool
    /// Whether it is a device with a driver of its own, which not every kernel has and which maps its own queues by the
    /// DMA API.
    public let isParavirtual: Bool
    /// Whether a host's encryption needs a microcode for it.
    let needsMicrocode: Bool
    /// How wide IOVAs are.
    let aperture: Aperture
    /// Whether the hardware may lack pass-through, so that an identity domain then maps RAM, or translates.
    public let mayLackPassThrough: Bool
    /// Whether translating domains are flushed lazily where nothing else asks for strictness.
    let flushesLazily: Bool
    /// Whether its page-table entries carry the address bit of encrypted memory.
    let entriesCarryBit: Bool
    /// Whether it is modelled in hosts with encrypted memory, and in guests with it.
    let isModelledInHosts: Bool
    let isModelledInGuests: Bool

    /// Whether it is modelled in a machine with this encryption.
    public func isModelled(beside encryption: Encryption) -> Bool {
        switch encryption {
        case .none: true
        case .sme: isModelledInHosts
        case .sev, .sevES, .sevSNP, .tdx: isModelledInGuests
        }
    }
}
