/// Where q35 has registers.
extension AttributeRules {
    static let mmioReach = RuleSpec(
        slot: .mmioReach, id: "dma-capable/mmio-in-reach",
        says: "Registers below 4 GiB are in reach of a mask of 32 bits and more; q35 has none below 2 GiB.",
        yes: "The registers lie within the device's limit.", no: "The registers pass the device's limit.",
        cite: cites("kernel/dma/direct.c:dma_direct_map_resource", .v61, .v612).merging(
            direct.merging(cites("kernel/dma/direct.h:dma_direct_map_phys", .v618)) { first, _ in first }
        ) { first, _ in first },
        body: .decision { $0.found.limit >= Device.mask(32) })
}
