/// How far the domains of x86's IOMMUs reach.
extension TranslationRules {
    static let aperture = RuleSpec(
        slot: .aperture, id: "dma-iommu/aperture",
        says: "An IOVA passes neither the mask nor the domain's aperture: 39 bits with Intel's IOMMU, all 64 else.",
        cite: cite("drivers/iommu/dma-iommu.c:iommu_dma_alloc_iova", through: .v612),
        body: .quantity({ limit($0, tablesDecide: false) }, wrong: { $1 >> 1 }))

    /// AMD's levels are counted while the IVRS is read, and Linux reads the register of its extended features only later:
    /// where the table tells nothing it goes by four levels.
    static let apertureByLevels = RuleSpec(
        slot: .aperture, id: "dma-iommu/aperture-by-levels",
        says: "An IOVA passes neither the mask nor the domain's aperture: 39 bits with Intel's IOMMU, all 64 with "
            + "virtio's, and with AMD's what its IVRS tells of levels: all 64, or 48 where it tells nothing (QEMU 7.2).",
        cite: cite("drivers/iommu/amd/init.c:early_amd_iommu_init", from: .v618),
        body: .quantity({ limit($0, tablesDecide: true) }, wrong: { $1 >> 1 }))

    private static func limit(_ situation: Situation, tablesDecide: Bool) -> UInt64 {
        let limit = situation.found.limit
        switch situation.iommu?.aperture {
        case .bits(let bits): return min(limit, Device.mask(bits))
        case .byTables(let untold) where tablesDecide && !situation.tablesTellLevels:
            return min(limit, Device.mask(untold))
        case .byTables, .unlimited, nil: return limit
        }
    }
}
