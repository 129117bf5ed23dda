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
