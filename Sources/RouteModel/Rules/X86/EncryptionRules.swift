/// What a kernel makes of encrypted memory. These rules are consulted only where the machine has encryption.
enum EncryptionRules {
    static let activeByLast = active(
        "encryption/active-by-last", "SME is active on a host whose last mem_encrypt= is exactly on",
        cite("arch/x86/mm/mem_encrypt_identity.c:sme_enable", through: .v61)
    ) { $0.staysOnByLast }

    static let activeByFirst = active(
        "encryption/active-by-first",
        "SME is active on a host whose first mem_encrypt=on stands behind its first mem_encrypt=off, or that has no off",
        cite("arch/x86/boot/compressed/misc.c:parse_mem_encrypt", from: .v612)
    ) { $0.staysOnByFirst }

    /// A machine with SME is told mem_encrypt=on before all that a config says.
    private static func active(
        _ id: String, _ says: String, _ cite: Citation, _ staysOn: @escaping @Sendable (EncryptionOption) -> Bool
    ) -> RuleSpec {
        RuleSpec(
            slot: .encrypts, id: id, says: says + "; a guest's encryption is active from its first instruction.",
            yes: "Memory encryption is active.", no: "Memory encryption is not active: mem_encrypt= says otherwise.",
            cite: cite, body: .decision { $0.encryption != .sme || staysOn($0.options.encryption) })
    }

    static let force = RuleSpec(
        slot: .forceUnencrypted, id: "encryption/force-unencrypted",
        says:
            "Every device of a guest needs unencrypted memory, and on a host one whose coherent mask does not reach the "
            + "C-bit.",
        yes: "The device needs unencrypted memory.",
        no: "The device reaches the C-bit, so it needs no unencrypted memory.",
        cite: cite("arch/x86/mm/mem_encrypt.c:force_dma_unencrypted", through: .v72),
        body: .decision { needed($0) })

    static let forceOnDirectPath = RuleSpec(
        slot: .forceUnencrypted, id: "encryption/force-unencrypted-direct",
        says:
            "Every device of a guest needs unencrypted memory, and on a host one that does not use dma-iommu and whose "
            + "coherent mask does not reach the C-bit.",
        yes: "The device needs unencrypted memory.", no: "The device needs no unencrypted memory.",
        cite: cite("arch/x86/mm/mem_encrypt.c:force_dma_unencrypted", from: .v73),
        body: .decision { needed($0) && ($0.encryption != .sme || !$0[.translates]) })

    private static func needed(_ situation: Situation) -> Bool {
        situation[.encrypts] && (situation.encryption != .sme || !situation.reachesEncrypted(situation.coherentBits))
    }

    static let address = RuleSpec(
        slot: .addressEncrypted, id: "encryption/address-c-bit",
        says:
            "The address of encrypted memory carries the C-bit, that of shared memory does not; TDX has none.",
        yes: "The address of encrypted memory carries the C-bit.",
        no: "The address carries no C-bit.",
        cite: cite("include/linux/dma-direct.h:phys_to_dma"),
        body: .decision {
            $0[.encrypts] && $0.addressBit?.standsInDMAAddress == true && !$0.attributes.contains(.ccShared)
        })
}
