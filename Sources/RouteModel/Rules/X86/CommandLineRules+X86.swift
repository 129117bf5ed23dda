/// Options that x86 or an IOMMU of it reads.
extension CommandLineRules {
    static let iommuOff = RuleSpec(
        slot: .iommuOff, id: "cmdline/iommu-off",
        says: "iommu=off sets no_iommu, which stops hardware IOMMUs and the pool for memory above 4 GiB.",
        yes: "iommu=off is on the command line.", no: "iommu=off is not on the command line.",
        cite: cite("arch/x86/kernel/pci-dma.c:iommu_setup"), body: .decision { $0.options.iommuOff })

    static let soft = RuleSpec(
        slot: .softAsked, id: "cmdline/iommu-soft",
        says: "iommu=soft asks for the pool whatever the memory; it does not stop a hardware IOMMU.",
        yes: "iommu=soft is on the command line.", no: "iommu=soft is not on the command line.",
        cite: cite("arch/x86/kernel/pci-dma.c:iommu_setup"), body: .decision { $0.options.iommuSoft })

    static let intelOff = RuleSpec(
        slot: .intelOff, id: "cmdline/intel-iommu-off",
        says: "The last of on and off in intel_iommu= decides; without either Intel's IOMMU is on, as configured.",
        yes: "intel_iommu=off stands on the command line.", no: "intel_iommu=off does not stand on the command line.",
        cite: cite("drivers/iommu/intel/iommu.c:intel_iommu_setup"), body: .decision { $0.options.intelOff })

    static let amdOff = RuleSpec(
        slot: .amdOff, id: "cmdline/amd-iommu-off",
        says: "An off anywhere in amd_iommu= keeps AMD's IOMMU off; nothing turns it on again.",
        yes: "amd_iommu=off is on the command line.", no: "amd_iommu=off is not on the command line.",
        cite: cite("drivers/iommu/amd/init.c:parse_amd_iommu_options"), body: .decision { $0.options.amdOff })
}
