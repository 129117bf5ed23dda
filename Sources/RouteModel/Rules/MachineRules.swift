/// Memory and IOMMU of the machine.
enum MachineRules {
    static let lowEnd = RuleSpec(
        slot: .lowEnd, id: "memory/low-end",
        says: "q35 puts all RAM below 4 GiB up to 2,816 MiB of it; from there on 2 GiB below and the rest above.",
        cite: Dictionary(
            uniqueKeysWithValues: Dialect.allCases.map { ($0, "qemu-7.2:hw/i386/pc_q35.c:pc_q35_init") }),
        body: .quantity({ $0.layout.lowEnd }, wrong: { $1 / 2 }))

    static let above4G = RuleSpec(
        slot: .ramAbove4G, id: "memory/above-4g",
        says: "max_possible_pfn lies above 4 GiB when RAM does, or memory that could be plugged in.",
        yes: "Some RAM lies above 4 GiB, or could be plugged in there.", no: "All RAM lies below 4 GiB.",
        cite: cite(
            "drivers/acpi/numa/srat.c:acpi_numa_memory_affinity_init",
            "drivers/acpi/numa/srat.c:acpi_parse_memory_affinity", from: .v612),
        body: .decision { $0.layout.end > RAMLayout.highStart || $0.canGrow })

    /// Until 6.12 Debian builds no virtio-iommu.
    static let present = presence(
        "iommu/present-without-virtio", "and virtio's never does: Debian builds no driver of it.", virtio: false,
        cites("drivers/iommu/iommu.c:iommu_device_register", .v61))

    static let presentWithVirtio = presence(
        "iommu/present", "and virtio's always: no option stops it.", virtio: true,
        cites("drivers/iommu/iommu.c:iommu_device_register", .v612, .v618, .v72, .v73))

    private static func presence(
        _ id: String, _ rest: String, virtio: Bool, _ cite: [Dialect: String]
    ) -> RuleSpec {
        RuleSpec(
            slot: .iommuPresent, id: id,
            says:
                "Intel's IOMMU works unless iommu=off or intel_iommu=off stands, AMD's unless iommu=off or "
                + "amd_iommu=off stands or its microcode is refused, " + rest,
            yes: "An IOMMU is at work.", no: "No IOMMU is at work.", cite: cite,
            body: .decision {
                switch $0.viommu {
                case .none: false
                case .intel: !$0[.iommuOff] && !$0[.intelOff]
                case .amd: !$0[.iommuOff] && !$0[.amdOff] && (!$0[.encrypts] || $0[.microcodeAccepted])
                case .virtio: virtio && !$0[.viommuUnserved]
                }
            })
    }

    static let behind = RuleSpec(
        slot: .behindIOMMU, id: "iommu/beside",
        says:
            "Firmware's tables (DMAR, IVRS, VIOT) name no IOMMU for devices of a root bus that bypasses it, so they "
            + "get no group and go through dma-direct.",
        yes: "The device is behind the IOMMU.", no: "The device hangs on a root bus that bypasses the IOMMU.",
        cite: cite("drivers/iommu/iommu.c:__iommu_probe_device"), body: .decision { !$0.besideIOMMU })

    static let microcode = RuleSpec(
        slot: .microcodeAccepted, id: "iommu/amd-microcode",
        says: "Under SME the IOMMU of a family 17h processor needs microcode 0x08001205, or one of 0x08001126 to "
            + "0x080011ff.",
        yes: "The microcode is one with which Linux lets AMD's IOMMU run under SME.",
        no: "The microcode is older than 0x08001205, so Linux keeps AMD's IOMMU off under SME.",
        cite: cite("drivers/iommu/amd/init.c:amd_iommu_sme_check"),
        body: .decision { situation in
            guard let revision = situation.microcode else { return true }
            return revision >= 0x0800_1205 || (0x0800_1126...0x0800_11ff).contains(revision)
        })

    static let identityHardware = RuleSpec(
        slot: .identityHardware, id: "iommu/identity-needs-hardware",
        says: "Intel's identity domain needs pass-through in the IOMMU's ECAP.",
        yes: "The IOMMU's ECAP offers pass-through.", no: "The IOMMU's ECAP does not offer pass-through.",
        cite: cites("drivers/iommu/intel/iommu.c:device_def_domain_type", .v612, .v618, .v72, .v73),
        body: .decision { $0.passThrough })

    static let identityAny = RuleSpec(
        slot: .identity, id: "iommu/identity-as-asked",
        says: "Pass-through on the command line makes the default domain the identity, by software if need be.",
        yes: "The device's default domain is the identity.", no: "The device's default domain translates.",
        cite: cites("drivers/iommu/iommu.c:iommu_subsys_init", .v61),
        body: .decision { $0[.identityAsked] && !$0[.untrustedTranslates] })

    static let identityIfAble = RuleSpec(
        slot: .identity, id: "iommu/identity-if-able",
        says: "Pass-through on the command line makes the default domain the identity, if the IOMMU can.",
        yes: "The device's default domain is the identity.", no: "The device's default domain translates.",
        cite: cites("drivers/iommu/iommu.c:iommu_get_default_domain_type", .v612, .v618, .v72, .v73),
        body: .decision {
            $0[.identityAsked] && !$0[.untrustedTranslates] && ($0.viommu != .intel || $0[.identityHardware])
        })

    static let untrusted = RuleSpec(
        slot: .untrustedTranslates, id: "iommu/untrusted-translates",
        says: "The default domain of a device that is not trusted translates, whatever is asked for.",
        yes: "The device is not trusted, so its default domain translates.", no: "The device is trusted.",
        cite: cites("drivers/iommu/iommu.c:iommu_get_def_domain_type", .v61).merging(
            cites("drivers/iommu/iommu.c:iommu_get_default_domain_type", .v612, .v618, .v72, .v73)
        ) { first, _ in first },
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
        cite: cites("drivers/iommu/iommu.c:iommu_subsys_init", .v61), body: .decision { isLazy($0) })

    static let flushQueueUnlessDriverAsks = RuleSpec(
        slot: .flushQueue, id: "iommu/flush-queue-unless-driver-asks",
        says:
            "A translating default domain is lazy (DMA-FQ) unless strict invalidation is asked for, the device is not "
            + "trusted, AMD's IOMMU says that it is emulated (NpCache), or the driver itself asks for a translating "
            + "domain, which is then strict: Intel's does where its ECAP has no pass-through.",
        yes: "The domain is DMA-FQ.", no: "The domain is DMA.",
        cite: cites("drivers/iommu/iommu.c:iommu_get_default_domain_type", .v612, .v618, .v72, .v73),
        body: .decision { isLazy($0) && ($0.viommu != .intel || $0[.identityHardware]) })

    private static func isLazy(_ situation: Situation) -> Bool {
        !situation[.strictAsked] && !situation[.untrustedTranslates] && situation.viommu != .amd
    }

    static let entryCBit = RuleSpec(
        slot: .entryCBit, id: "iommu/entry-c-bit",
        says: "AMD's page-table entries carry the C-bit of the host, whatever they map; no other driver sets it.",
        yes: "The page-table entry carries the C-bit.", no: "The page-table entry carries no C-bit.",
        cite: [
            .v61: "6.1:drivers/iommu/amd/io_pgtable.c:iommu_v1_map_pages",
            .v612: "6.12:drivers/iommu/amd/io_pgtable.c:iommu_v1_map_pages",
            .v618: "6.18:drivers/iommu/amd/io_pgtable.c:iommu_v1_map_pages",
        ],
        body: .decision { $0.viommu == .amd })

    static let entryCBitOfMemory = RuleSpec(
        slot: .entryCBit, id: "iommu/entry-c-bit-of-memory",
        says: "AMD's page-table entries carry the C-bit of the host, whatever the page is, but not for registers "
            + "(IOMMU_MMIO); no other driver sets it.",
        yes: "The page-table entry carries the C-bit.", no: "The page-table entry carries no C-bit.",
        cite: cites("drivers/iommu/generic_pt/fmt/amdv1.h:amdv1pt_iommu_set_prot", .v72, .v73),
        body: .decision { $0.viommu == .amd && $0.kind != .mapResource })
}
