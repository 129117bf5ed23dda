/// What the command line asks for, as each release reads it. Where the two read it alike they share the rule.
enum CommandLineRules {
    private static let swiotlb = "kernel/dma/swiotlb.c:setup_io_tlb_npages"

    static let forceExact = RuleSpec(
        slot: .forceAsked, id: "cmdline/swiotlb-force-exact",
        says: "swiotlb= forces bouncing when what follows the numbers is exactly force; once said it sticks.",
        yes: "swiotlb=force is on the command line.",
        no: "No swiotlb= option ends in exactly force.",
        cite: cites(swiotlb, .v61, .v612, .v618, .v72), body: .decision { $0.options.force })

    static let forcePrefix = RuleSpec(
        slot: .forceAsked, id: "cmdline/swiotlb-force-prefix",
        says: "swiotlb= forces bouncing when what follows the numbers begins with force; once said it sticks.",
        yes: "swiotlb=force is on the command line.",
        no: "No swiotlb= option has force after its numbers.",
        cite: cites(swiotlb, .v73), body: .decision { $0.options.force })

    static let noforceExact = RuleSpec(
        slot: .noforceAsked, id: "cmdline/swiotlb-noforce-exact",
        says: "swiotlb= forbids the pool when what follows the numbers is exactly noforce; once said it sticks.",
        yes: "swiotlb=noforce is on the command line.",
        no: "No swiotlb= option ends in exactly noforce.",
        cite: cites(swiotlb, .v61, .v612, .v618, .v72), body: .decision { $0.options.noforce })

    static let noforcePrefix = RuleSpec(
        slot: .noforceAsked, id: "cmdline/swiotlb-noforce-prefix",
        says: "swiotlb= forbids the pool when what follows the numbers begins with noforce; once said it sticks.",
        yes: "swiotlb=noforce is on the command line.",
        no: "No swiotlb= option has noforce after its numbers.",
        cite: cites(swiotlb, .v73), body: .decision { $0.options.noforce })

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

    static let identity = RuleSpec(
        slot: .identityAsked, id: "cmdline/passthrough",
        says: "The last of iommu=pt, iommu=nopt and iommu.passthrough=<y|n|t|f|1|0|on|of> decides.",
        yes: "The command line asks for pass-through.", no: "The command line does not ask for pass-through.",
        cite: cites("drivers/iommu/iommu.c:iommu_set_def_domain_type", .v61, .v612),
        body: .decision { $0.options.passthrough ?? false })

    static let identityWithWords = RuleSpec(
        slot: .identityAsked, id: "cmdline/passthrough-enable-words",
        says: "The last of iommu=pt, iommu=nopt and iommu.passthrough=<y|n|t|f|e|d|1|0|on|of> decides.",
        yes: "The command line asks for pass-through.", no: "The command line does not ask for pass-through.",
        cite: cites("drivers/iommu/iommu.c:iommu_set_def_domain_type", .v618, .v72, .v73),
        body: .decision { $0.options.passthrough ?? false })

    static let strict = RuleSpec(
        slot: .strictAsked, id: "cmdline/strict",
        says: "intel_iommu=strict, or the last iommu.strict=<y|n|t|f|1|0|on|of>, asks for strict invalidation.",
        yes: "The command line asks for strict invalidation.", no: "The command line leaves invalidation lazy.",
        cite: cites("drivers/iommu/iommu.c:iommu_dma_setup", .v61, .v612), body: .decision { $0.options.strict })

    static let strictWithWords = RuleSpec(
        slot: .strictAsked, id: "cmdline/strict-enable-words",
        says: "intel_iommu=strict, or the last iommu.strict=<y|n|t|f|e|d|1|0|on|of>, asks for strict invalidation.",
        yes: "The command line asks for strict invalidation.", no: "The command line leaves invalidation lazy.",
        cite: cites("drivers/iommu/iommu.c:iommu_dma_setup", .v618, .v72, .v73), body: .decision { $0.options.strict })
}
