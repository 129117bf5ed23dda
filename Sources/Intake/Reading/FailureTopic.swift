/// What a message of no known form is about, by the nouns on it; what says most first.
enum FailureTopic: Sendable, CaseIterable {
    /// An exception that a processor raises in an encrypted guest.
    case exception
    /// Addresses of a program that a device shares: PASID, SVA.
    case shared
    /// Transfers from one device to another.
    case peer
    /// An address that is wider than an IOMMU's.
    case width
    case mask
    case allocation
    /// Registers of a device, which a processor reaches for.
    case registers
    /// The IOMMU's own driver.
    case unit
    case interrupt
    /// A driver's start.
    case probe
    /// DMA, by its name alone.
    case other

    /// The topic of a line that tells of a failure; nil where it has nothing to do with DMA.
    static func of(_ text: ReportText) -> FailureTopic? { namedWorld(text) ?? ofNouns(text) }

    /// What no policy speaks of and a word alone names.
    static func namedWorld(_ text: ReportText) -> FailureTopic? {
        if text.hasAny(["#vc ", "#ve ", "in #vc", "in #ve", "(#vc)", "(#ve)"]) { return .exception }
        if ["pasid", "sva", "idxd"].contains(where: { text.hasWord($0) }) || text.has("probe of wq") { return .shared }
        return ["p2p", "peer-to-peer", "p2pdma", "peer to peer"].contains { text.hasWord($0) } ? .peer : nil
    }

    private static func ofNouns(_ text: ReportText) -> FailureTopic? {
        let isOfUnit = text.hasAny(["iommu", "smmu", "amd-vi", "dmar", "ivrs", "vt-d"])
        if text.hasAny(["width", "aperture", "address bits", "address size"]), isOfUnit || text.hasWord("iova") {
            return .width
        }
        if text.hasAny(["dma mask", "dma_mask", "coherent mask", "coherent_mask"]) { return .mask }
        let isOfDMA = text.hasWord("dma") || text.hasAny(["dma_", "coherent", "swiotlb", "bounce buffer"])
        if isOfDMA, text.has("alloc") { return .allocation }
        let registers: [StaticString] = ["mmio", "bar", "bar0", "bar1", "bar2", "bar4", "ioremap", "i/o region"]
        if registers.contains(where: { text.hasWord($0) }) { return .registers }
        if isOfUnit { return .unit }
        if ["irq", "interrupt", "interrupts", "msi", "msi-x"].contains(where: { text.hasWord($0) }) {
            return .interrupt
        }
        if text.has("probe of "), text.has("failed with error") { return .probe }
        if text.has("probe with driver "), text.has("failed with error") { return .probe }
        return isOfDMA || text.hasWord("iova") ? .other : nil
    }

    /// Whether it is a world of its own, of which no policy here speaks.
    var isWorld: Bool { [.exception, .shared, .peer, .width].contains(self) }

    /// Whether nothing may be called fine beside it.
    var isOpen: Bool { [.mask, .allocation, .unit].contains(self) }

    /// What it means for the way of DMA.
    var says: String {
        switch self {
        case .exception:
            "That is an exception of the processor at an address of its own, as a page is not shared or accepted as the program takes it: no DMA, and no policy here speaks of it."
        case .shared:
            "A device that shares a program's addresses (SVA) goes by PASID through tables of the processor's, and the driver or the IOMMU refuses that: no mapping of RAM by the DMA API is shown to fail, and no policy here speaks of it."
        case .peer:
            "What is reached for is another device's memory and not RAM: whether that passes is a matter of bridges, ACS and the IOMMU's tables for it, and no policy here speaks of it."
        case .width:
            "The address is wider than what the IOMMU translates. A driver's own address would be chosen to fit, so that a program or another part of the kernel chose this one; no policy here speaks of it."
        case .mask:
            "That is about the DMA mask: how far the device reaches by its driver's own word. What the mask was is not told."
        case .allocation: "That is memory for DMA that was not to be had; why is not told."
        case .registers:
            "Those are registers of a device, which a processor reaches for (MMIO): no DMA took place there."
        case .unit: "It is the IOMMU's own driver or table that complains: no DMA is shown to fail."
        case .interrupt: "That is about interrupts: whether data arrived is not told by it."
        case .probe: "The driver did not start, and no DMA of it is shown to fail."
        case .other:
            "That is a driver's or a program's own word, and no refusal by the kernel: what became of that DMA is not told by it."
        }
    }
}
