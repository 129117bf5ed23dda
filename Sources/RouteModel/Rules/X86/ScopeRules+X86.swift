/// Encryptions and IOMMUs of x86 that the policies speak about.
extension ScopeRules {
    static let encryption = RuleSpec(
        slot: .modelledEncryption, id: "scope/possible-encryption",
        says: "The policy speaks about hosts with SME and guests with SEV, SEV-ES, SEV-SNP or TDX.",
        no: "No kernel finds this encryption on this platform.",
        cite: cite("arch/x86/coco/core.c:cc_platform_has"), body: .decision { isPossible($0) })

    /// Debian builds 6.1 without INTEL_TDX_GUEST.
    static let encryptionWithoutTDX = RuleSpec(
        slot: .modelledEncryption, id: "scope/possible-encryption-without-tdx",
        says: "The policy speaks about hosts with SME and guests with SEV, SEV-ES or SEV-SNP: Debian's kernel of this "
            + "release does not run under TDX.",
        no: "No kernel finds this encryption on this platform, or this one does not run under it.",
        cite: cite("arch/x86/Kconfig:INTEL_TDX_GUEST", through: .v61),
        body: .decision { situation in
            switch situation.encryption {
            case .tdx: false
            case .none, .sme, .sev, .sevES, .sevSNP: isPossible(situation)
            }
        })

    private static func isPossible(_ situation: Situation) -> Bool {
        situation.encryption == .none || (situation.platform == .host) == (situation.encryption == .sme)
    }

    static let iommu = RuleSpec(
        slot: .modelledIOMMU, id: "scope/known-iommu",
        says:
            "The policy speaks about machines with no IOMMU, Intel's, AMD's or virtio's, as QEMU shows them by default.",
        no:
            "This kind of IOMMU together with this encryption, or with a pool that its own buffers use up, is outside this "
            + "policy.",
        cite: cite("drivers/iommu/iommu.c:iommu_device_register"),
        body: .decision { situation in
            (situation.iommu?.isModelled(beside: situation.encryption) ?? true) && !VirtioRules.isUsedUp(situation)
        })

    static let requestOfMappedMemory = RuleSpec(
        slot: .modelledRegisters, id: "scope/known-request-of-mapped-memory",
        says:
            "The request is not of registers behind an Intel IOMMU without pass-through: this release's identity is then a "
            + "domain that maps RAM alone.",
        no: "The request is of registers, which an identity domain may not map.",
        cite: cite("drivers/iommu/intel/iommu.c:si_domain_init", through: .v61),
        body: .decision { $0.kind != .mapResource || $0.iommu?.mayLackPassThrough != true || $0.passThrough })
}
