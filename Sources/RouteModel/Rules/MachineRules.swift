/// Memory and IOMMU of the machine.
enum MachineRules {
    static let lowEnd = RuleSpec(
        slot: .lowEnd, id: "memory/low-end",
        says: "q35 puts all RAM below 4 GiB up to 2,816 MiB of it; from there on 2 GiB below and the rest above.",
        cite: [
            .v61: "qemu-7.2:hw/i386/pc_q35.c:pc_q35_init",
            .v73: "qemu-7.2:hw/i386/pc_q35.c:pc_q35_init",
        ],
        body: .quantity({ $0.layout.lowEnd }, wrong: { $1 / 2 }))

    static let above4G = RuleSpec(
        slot: .ramAbove4G, id: "memory/above-4g",
        says: "max_possible_pfn lies above 4 GiB when RAM does.",
        yes: "Some RAM lies above 4 GiB.", no: "All RAM lies below 4 GiB.",
        cite: cite("arch/x86/kernel/pci-dma.c:pci_swiotlb_detect"),
        body: .decision { $0.layout.end > RAMLayout.highStart })

    static let present = RuleSpec(
        slot: .iommuPresent, id: "iommu/present",
        says: "Intel's IOMMU works when the machine has one and neither iommu=off nor intel_iommu=off stands.",
        yes: "Intel's IOMMU is at work.", no: "No IOMMU is at work.",
        cite: cite("drivers/iommu/intel/iommu.c:intel_iommu_init", "drivers/iommu/intel/dmar.c:detect_intel_iommu"),
        body: .decision { $0.viommu == .intel && !$0[.iommuOff] && !$0[.intelOff] })

    static let identityHardware = RuleSpec(
        slot: .identityHardware, id: "iommu/identity-needs-hardware",
        says: "An identity domain needs pass-through in the IOMMU's ECAP, which QEMU's has.",
        yes: "The IOMMU's ECAP offers pass-through.", no: "The IOMMU's ECAP does not offer pass-through.",
        cite: [.v73: "7.3:drivers/iommu/intel/iommu.c:device_def_domain_type"],
        body: .decision { $0.viommu == .intel })

    static let identityAny = RuleSpec(
        slot: .identity, id: "iommu/identity-as-asked",
        says: "Pass-through on the command line makes the default domain the identity, by software if need be.",
        yes: "The device's default domain is the identity.", no: "The device's default domain translates.",
        cite: [.v61: "6.1:drivers/iommu/iommu.c:iommu_subsys_init"], body: .decision { $0[.identityAsked] })

    static let identityIfAble = RuleSpec(
        slot: .identity, id: "iommu/identity-if-able",
        says: "Pass-through on the command line makes the default domain the identity, if the IOMMU can.",
        yes: "The device's default domain is the identity.", no: "The device's default domain translates.",
        cite: [.v73: "7.3:drivers/iommu/iommu.c:iommu_get_default_domain_type"],
        body: .decision { $0[.identityAsked] && $0[.identityHardware] })

    static let translates = RuleSpec(
        slot: .translates, id: "iommu/uses-dma-iommu",
        says: "DMA goes through dma-iommu when the default domain translates; an identity domain leaves dma-direct.",
        yes: "DMA goes through dma-iommu.", no: "DMA goes through dma-direct.",
        cite: cite("kernel/dma/mapping.c:dma_go_direct"), body: .decision { $0[.iommuPresent] && !$0[.identity] })

    static let flushQueue = RuleSpec(
        slot: .flushQueue, id: "iommu/flush-queue",
        says: "A translating default domain is lazy (DMA-FQ) unless strict invalidation is asked for.",
        yes: "The domain is DMA-FQ.", no: "The domain is DMA.",
        cite: cite("drivers/iommu/iommu.c:iommu_subsys_init"), body: .decision { !$0[.strictAsked] })
}
