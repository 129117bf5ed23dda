/// What a kernel makes of encrypted memory. These rules are consulted only where the machine has encryption.
enum EncryptionRules {
    static let active = RuleSpec(
        slot: .encrypts, id: "encryption/active",
        says: "SME is active on a host that was told mem_encrypt=on; a guest's encryption is active from its first "
            + "instruction.",
        yes: "Memory encryption is active.", no: "Memory encryption is not active.",
        cite: [
            .v61: "6.1:arch/x86/mm/mem_encrypt_identity.c:sme_enable",
            .v612: "6.12:arch/x86/mm/mem_encrypt_identity.c:sme_enable",
            .v618: "6.18:arch/x86/boot/startup/sme.c:sme_enable",
            .v72: "7.2:arch/x86/boot/startup/sme.c:sme_enable", .v73: "7.3:arch/x86/boot/startup/sme.c:sme_enable",
        ],
        body: .decision { _ in true })

    static let force = RuleSpec(
        slot: .forceUnencrypted, id: "encryption/force-unencrypted",
        says:
            "Every device of a guest needs unencrypted memory, and on a host one whose coherent mask does not reach the "
            + "C-bit.",
        yes: "The device needs unencrypted memory.",
        no: "The device reaches the C-bit, so it needs no unencrypted memory.",
        cite: cites("arch/x86/mm/mem_encrypt.c:force_dma_unencrypted", .v61, .v612, .v618, .v72),
        body: .decision { needed($0) })

    static let forceOnDirectPath = RuleSpec(
        slot: .forceUnencrypted, id: "encryption/force-unencrypted-direct",
        says:
            "Every device of a guest needs unencrypted memory, and on a host one that does not use dma-iommu and whose "
            + "coherent mask does not reach the C-bit.",
        yes: "The device needs unencrypted memory.", no: "The device needs no unencrypted memory.",
        cite: cites("arch/x86/mm/mem_encrypt.c:force_dma_unencrypted", .v73),
        body: .decision { needed($0) && ($0.encryption != .sme || !$0[.translates]) })

    private static func needed(_ situation: Situation) -> Bool {
        situation[.encrypts] && (situation.encryption != .sme || situation.coherentBits <= situation.cBit)
    }

    static let address = RuleSpec(
        slot: .addressCBit, id: "encryption/address-c-bit",
        says: "The address of encrypted memory carries the C-bit, that of shared memory does not; TDX has none.",
        yes: "The address of encrypted memory carries the C-bit.", no: "The address carries no C-bit.",
        cite: cite("include/linux/dma-direct.h:phys_to_dma"),
        body: .decision { $0[.encrypts] && $0.encryption != .tdx && !$0.attributes.contains(.ccShared) })
}
