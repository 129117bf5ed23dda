/// The default domain of a device behind an IOMMU.
enum MachineRules {
    static let behind = RuleSpec(
        slot: .behindIOMMU, id: "iommu/beside",
        says:
            "Firmware's tables (DMAR, IVRS, VIOT) name no IOMMU for devices of a root bus that bypasses it, so they "
            + "get no group and go through dma-direct.",
        yes: "The device is behind the IOMMU.", no: "The device hangs on a root bus that bypasses the IOMMU.",
        cite: cite("drivers/iommu/iommu.c:__iommu_probe_device"), body: .decision { !$0.besideIOMMU })

    static let identityAny = RuleSpec(
        slot: .identity, id: "iommu/identity-as-asked",
        says: "Pass-through on the command line makes the default domain the identity, by software if need be.",
        yes: "The device's default domain is the identity.", no: "The device's default domain translates.",
        cite: cite("drivers/iommu/iommu.c:iommu_subsys_init", through: .v61),
        body: .decision { $0[.identityAsked] && !$0[.untrustedTranslates] })

    static let identityIfAble = RuleSpec(
        slot: .identity, id: "iommu/identity-if-able",
        says: "Pass-through on the command line makes the default domain the identity, if the IOMMU can.",
        yes: "The device's default domain is the identity.", no: "The device's default domain translates.",
        cite: cite("drivers/iommu/iommu.c:iommu_get_default_domain_type", from: .v612),
        body: .decision {
            $0[.identityAsked] && !$0[.untrustedTranslates] && canBeIdentity($0)
        })

    static let untrusted = RuleSpec(
        slot: .untrustedTranslates, id: "iommu/untrusted-translates",
        says: "The default domain of a device that is not trusted translates, whatever is asked for.",
        yes: "The device is not trusted, so its default domain translates.", no: "The device is trusted.",
        cite: cite("drivers/iommu/iommu.c:iommu_get_def_domain_type").then(
            "drivers/iommu/iommu.c:iommu_get_default_domain_type", from: .v612),
        body: .decision { $0.untrusted })

    static let translates = RuleSpec(
        slot: .translates, id: "iommu/uses-dma-iommu",
        says: "DMA goes through dma-iommu when the default domain translates; an identity domain leaves dma-direct.",
        yes: "DMA goes through dma-iommu.", no: "DMA goes through dma-direct.",
        cite: cite("kernel/dma/mapping.c:dma_go_direct"),
        body: .decision { $0[.iommuPresent] && !$0[.identity] && (!$0.besideIOMMU || $0[.behindIOMMU]) })

    static let flushQueue = RuleSpec(
        slot: .flushQueue, id: "iommu/flush-queue",
        says:
            "A translating default domain is lazy (DMA-FQ) unless strict invalidation is asked for, the device is not "
            + "trusted, or AMD's IOMMU says that it is emulated (NpCache).",
        yes: "The domain is DMA-FQ.", no: "The domain is DMA.",
        cite: cite("drivers/iommu/iommu.c:iommu_subsys_init", through: .v61), body: .decision { isLazy($0) })

    static let flushQueueUnlessDriverAsks = RuleSpec(
        slot: .flushQueue, id: "iommu/flush-queue-unless-driver-asks",
        says:
            "A translating default domain is lazy (DMA-FQ) unless strict invalidation is asked for, the device is not "
            + "trusted, AMD's IOMMU says that it is emulated (NpCache), or the driver itself asks for a translating "
            + "domain, which is then strict: Intel's does where its ECAP has no pass-through.",
        yes: "The domain is DMA-FQ.", no: "The domain is DMA.",
        cite: cite("drivers/iommu/iommu.c:iommu_get_default_domain_type", from: .v612),
        body: .decision { isLazy($0) && canBeIdentity($0) })

    private static func isLazy(_ situation: Situation) -> Bool {
        !situation[.strictAsked] && !situation[.untrustedTranslates] && situation.iommu?.flushesLazily != false
    }

    private static func canBeIdentity(_ situation: Situation) -> Bool {
        situation.iommu?.mayLackPassThrough != true || situation[.identityHardware]
    }
}
