/// Where q35 has registers.
extension AttributeRules {
    static let mmioReach = RuleSpec(
        slot: .mmioReach, id: "dma-capable/mmio-in-reach",
        says: "Registers below 4 GiB are in reach of a mask of 32 bits and more; q35 has none below 2 GiB.",
        yes: "The registers lie within the device's limit.", no: "The registers pass the device's limit.",
        cite: cite("kernel/dma/direct.c:dma_direct_map_resource")
            .then("kernel/dma/direct.h:dma_direct_map_phys", from: .v618)
            .then("kernel/dma/direct.c:dma_direct_map_phys", from: .v73),
        effect: .refuses(when: false), body: .decision { $0.found.limit >= Device.mask(32) })
}
