/// What the command line asks for, as each release reads it. Where the two read it alike they share the rule.
enum CommandLineRules {
    private static let swiotlb = "kernel/dma/swiotlb.c:setup_io_tlb_npages"

    static let forceExact = RuleSpec(
        slot: .forceAsked, id: "cmdline/swiotlb-force-exact",
        says: "swiotlb= forces bouncing when what follows the numbers is exactly force; once said it sticks.",
        yes: "swiotlb=force is on the command line.",
        no: "No swiotlb= option ends in exactly force.",
        cite: cite(swiotlb, through: .v72), body: .decision { $0.options.force.exact })

    static let forcePrefix = RuleSpec(
        slot: .forceAsked, id: "cmdline/swiotlb-force-prefix",
        says: "swiotlb= forces bouncing when what follows the numbers begins with force; once said it sticks.",
        yes: "swiotlb=force is on the command line.",
        no: "No swiotlb= option has force after its numbers.",
        cite: cite(swiotlb, from: .v73), body: .decision { $0.options.force.prefix })

    static let noforceExact = RuleSpec(
        slot: .noforceAsked, id: "cmdline/swiotlb-noforce-exact",
        says: "swiotlb= forbids the pool when what follows the numbers is exactly noforce; once said it sticks.",
        yes: "swiotlb=noforce is on the command line.",
        no: "No swiotlb= option ends in exactly noforce.",
        cite: cite(swiotlb, through: .v72), body: .decision { $0.options.noforce.exact })

    static let noforcePrefix = RuleSpec(
        slot: .noforceAsked, id: "cmdline/swiotlb-noforce-prefix",
        says: "swiotlb= forbids the pool when what follows the numbers begins with noforce; once said it sticks.",
        yes: "swiotlb=noforce is on the command line.",
        no: "No swiotlb= option has noforce after its numbers.",
        cite: cite(swiotlb, from: .v73), body: .decision { $0.options.noforce.prefix })

    static let identity = RuleSpec(
        slot: .identityAsked, id: "cmdline/passthrough",
        says: "The last of iommu=pt, iommu=nopt and iommu.passthrough=<y|n|t|f|1|0|on|of> decides.",
        yes: "The command line asks for pass-through.", no: "The command line does not ask for pass-through.",
        cite: cite("drivers/iommu/iommu.c:iommu_set_def_domain_type", through: .v612),
        body: .decision { $0.options.passthrough.plain ?? false })

    static let identityWithWords = RuleSpec(
        slot: .identityAsked, id: "cmdline/passthrough-enable-words",
        says: "The last of iommu=pt, iommu=nopt and iommu.passthrough=<y|n|t|f|e|d|1|0|on|of> decides.",
        yes: "The command line asks for pass-through.", no: "The command line does not ask for pass-through.",
        cite: cite("drivers/iommu/iommu.c:iommu_set_def_domain_type", from: .v618),
        body: .decision { $0.options.passthrough.withWords ?? false })

    static let strict = RuleSpec(
        slot: .strictAsked, id: "cmdline/strict",
        says: "intel_iommu=strict, or the last iommu.strict=<y|n|t|f|1|0|on|of>, asks for strict invalidation.",
        yes: "The command line asks for strict invalidation.", no: "The command line leaves invalidation lazy.",
        cite: cite("drivers/iommu/iommu.c:iommu_dma_setup", through: .v612),
        body: .decision { $0.options.strict.plain ?? false })

    static let strictWithWords = RuleSpec(
        slot: .strictAsked, id: "cmdline/strict-enable-words",
        says: "intel_iommu=strict, or the last iommu.strict=<y|n|t|f|e|d|1|0|on|of>, asks for strict invalidation.",
        yes: "The command line asks for strict invalidation.", no: "The command line leaves invalidation lazy.",
        cite: cite("drivers/iommu/iommu.c:iommu_dma_setup", from: .v618),
        body: .decision { $0.options.strict.withWords ?? false })

    static let forcedac = RuleSpec(
        slot: .forcedacAsked, id: "cmdline/forcedac",
        says: "intel_iommu=forcedac, or the last iommu.forcedac=<y|n|t|f|1|0|on|of>, asks for IOVAs above 4 GiB.",
        yes: "The command line asks for IOVAs above 4 GiB.", no: "The command line does not ask for IOVAs above 4 GiB.",
        cite: cite("drivers/iommu/dma-iommu.c:iommu_dma_forcedac_setup", through: .v612),
        body: .judgement { RuleAnswer($0.options.forcedac.plain ?? false) })

    static let forcedacWithWords = RuleSpec(
        slot: .forcedacAsked, id: "cmdline/forcedac-enable-words",
        says: "intel_iommu=forcedac, or the last iommu.forcedac=<y|n|t|f|e|d|1|0|on|of>, asks for IOVAs above 4 GiB.",
        yes: "The command line asks for IOVAs above 4 GiB.", no: "The command line does not ask for IOVAs above 4 GiB.",
        cite: cite("drivers/iommu/dma-iommu.c:iommu_dma_forcedac_setup", from: .v618),
        body: .judgement { RuleAnswer($0.options.forcedac.withWords ?? false) })
}
