/// How far the domains of x86's IOMMUs reach.
extension TranslationRules {
    static let aperture = RuleSpec(
        slot: .aperture, id: "dma-iommu/aperture",
        says: "An IOVA passes neither the mask nor the domain's aperture: 39 bits with Intel's IOMMU, all 64 else.",
        cite: cite("drivers/iommu/dma-iommu.c:iommu_dma_alloc_iova"),
        body: .quantity(
            {
                guard case .bits(let bits) = $0.iommu?.aperture else { return $0.found.limit }
                return min($0.found.limit, Device.mask(bits))
            }, wrong: { $1 >> 1 }))

    /// The levels are counted while the IVRS is read, and Linux reads the register of its extended features only later: where
    /// the table tells nothing it goes by four levels.
    static let apertureByLevels = RuleSpec(
        slot: .apertureByLevels, id: "dma-iommu/aperture-by-levels",
        says: "The aperture of AMD's IOMMU is what its IVRS tells of levels: all 64 bits, or 48 where it tells nothing "
            + "(QEMU 7.2).",
        cite: cite("drivers/iommu/amd/init.c:early_amd_iommu_init", from: .v618),
        body: .quantity(
            {
                guard case .byTables(let untold) = $0.iommu?.aperture, !$0.tablesTellLevels else {
                    return $0.found.limit
                }
                return min($0.found.limit, Device.mask(untold))
            }, wrong: { $1 >> 1 }))
}
