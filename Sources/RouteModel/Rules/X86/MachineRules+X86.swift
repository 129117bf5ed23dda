/// Memory and IOMMUs of q35.
extension MachineRules {
    static let lowEnd = RuleSpec(
        slot: .lowEnd, id: "memory/low-end",
        says: "q35 puts all RAM below 4 GiB up to 2,816 MiB of it; from there on 2 GiB below and the rest above.",
        cite: .elsewhere("qemu-7.2:hw/i386/pc_q35.c:pc_q35_init"),
        body: .quantity({ $0.layout.lowEnd }, wrong: { $1 / 2 }))

    static let above4G = RuleSpec(
        slot: .ramAbove4G, id: "memory/above-4g",
        says: "max_possible_pfn lies above 4 GiB when RAM does, or memory that could be plugged in.",
        yes: "Some RAM lies above 4 GiB, or could be plugged in there.", no: "All RAM lies below 4 GiB.",
        cite: cite("drivers/acpi/numa/srat.c:acpi_numa_memory_affinity_init").then(
            "drivers/acpi/numa/srat.c:acpi_parse_memory_affinity", from: .v612),
        body: .decision { $0.layout.end > RAMLayout.highStart || $0.canGrow })

    /// Until 6.12 Debian builds no virtio-iommu.
    static let present = presence(
        "iommu/present-without-virtio", "and virtio's never does: Debian builds no driver of it.", virtio: false,
        cite("drivers/iommu/iommu.c:iommu_device_register", through: .v61))

    static let presentWithVirtio = presence(
        "iommu/present", "and virtio's always: no option stops it.", virtio: true,
        cite("drivers/iommu/iommu.c:iommu_device_register", from: .v612))

    private static func presence(
        _ id: String, _ rest: String, virtio: Bool, _ cite: Citation
    ) -> RuleSpec {
        RuleSpec(
            slot: .iommuPresent, id: id,
            says:
                "Intel's IOMMU works unless iommu=off or intel_iommu=off stands, AMD's unless iommu=off or "
                + "amd_iommu=off stands or its microcode is refused, " + rest,
            yes: "An IOMMU is at work.", no: "No IOMMU is at work.", cite: cite,
            body: .decision { situation in
                guard let iommu = situation.iommu, virtio || !iommu.isParavirtual else { return false }
                return !isKeptOff(iommu, situation)
            })
    }

    private static func isKeptOff(_ iommu: IOMMUKind, _ situation: Situation) -> Bool {
        if iommu.heedsIOMMUOff, situation[.iommuOff] { return true }
        if let option = iommu.offSwitch, situation[option] { return true }
        if iommu.needsMicrocode, situation[.encrypts], !situation[.microcodeAccepted] { return true }
        return iommu.isParavirtual && situation[.viommuUnserved]
    }

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
        cite: cite("drivers/iommu/intel/iommu.c:device_def_domain_type", from: .v612),
        body: .decision { $0.passThrough })

    static let entryCBit = RuleSpec(
        slot: .entryEncrypted, id: "iommu/entry-c-bit",
        says: "AMD's page-table entries carry the C-bit of the host, whatever they map; no other driver sets it.",
        yes: "The page-table entry carries the C-bit.", no: "The page-table entry carries no C-bit.",
        cite: cite("drivers/iommu/amd/io_pgtable.c:iommu_v1_map_pages", through: .v618),
        body: .decision { $0.iommu?.entriesCarryBit == true })

    static let entryCBitOfMemory = RuleSpec(
        slot: .entryEncrypted, id: "iommu/entry-c-bit-of-memory",
        says:
            "AMD's page-table entries carry the C-bit of the host, whatever the page is, but not for registers "
            + "(IOMMU_MMIO); no other driver sets it.",
        yes: "The page-table entry carries the C-bit.", no: "The page-table entry carries no C-bit.",
        cite: cite("drivers/iommu/generic_pt/fmt/amdv1.h:amdv1pt_iommu_set_prot", from: .v72),
        body: .decision { $0.iommu?.entriesCarryBit == true && $0.kind != .mapResource })
}
