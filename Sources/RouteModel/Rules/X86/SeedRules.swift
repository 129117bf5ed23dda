/// What the mail that started it asks for (J. Gunthorpe, 2026-06-19): host and guest are two things. On a host only a
/// device's reach decides, in a guest only whether it is proven.
enum SeedRules {
    private static func mail(_ about: String) -> Citation {
        .elsewhere("mail:J. Gunthorpe, 2026-06-19:\(about)")
    }

    static let cannotReach = RuleSpec(
        slot: .forceUnencrypted, id: "seed/cannot-reach-memory",
        says:
            "A guest's device needs unencrypted memory until it is proven (T=1); a host's one on the direct path whose "
            + "limit for this call lies below the C-bit.",
        yes: "The device cannot reach encrypted memory.", no: "The device can reach encrypted memory.",
        cite: mail("dev_cannot_reach_memory"),
        body: .decision { situation in
            guard situation[.encrypts] else { return false }
            guard situation.encryption == .sme else { return !situation.tState }
            let bits = situation.kind.allocates ? situation.coherentBits : situation.streamingBits
            return !situation[.translates] && !situation.reachesEncrypted(bits)
        })

    static let label = RuleSpec(
        slot: .poolLabel, id: "seed/pool-label",
        says: "cc_shared is a word for guests: a host's pool is decrypted, and is not labelled.",
        yes: "The pool is labelled cc_shared.", no: "The pool is not labelled cc_shared.",
        cite: mail("cc_shared only in guests"), body: .decision { $0[.encrypts] && $0.encryption != .sme })

    static let fitsDevice = RuleSpec(
        slot: .poolFitsDevice, id: "seed/pool-fits-device",
        says: "On a host any device may use the pool; in a guest a proven device must not use the shared one.",
        yes: "The pool may be used for this device.",
        no: "The device is proven, and a shared pool must not serve it.",
        cite: mail("any device may use the host's pool"),
        effect: .refuses(when: false),
        body: .decision { situation in
            guard situation[.encrypts], situation.encryption != .sme else { return true }
            return situation[.poolLabel] == situation[.forceUnencrypted]
        })

    static let entryCBit = RuleSpec(
        slot: .entryEncrypted, id: "seed/entry-c-bit-by-page",
        says:
            "AMD's page-table entries carry the C-bit of the host where the page is encrypted; no other driver sets it.",
        yes: "The page-table entry carries the C-bit.",
        no: "The page-table entry carries no C-bit.",
        cite: mail("IOMMU on, high addresses with C-bit"),
        body: .decision { $0.iommu?.entriesCarryBit == true && !$0.found.mapsDecrypted })

    static let guestIOMMU = RuleSpec(
        slot: .guestIOMMU, id: "seed/guest-iommu-reaches-no-private-memory",
        says: "A guest's IOMMU cannot let a device into private memory, unless the device is proven (T=1).",
        yes: "The memory is private and the device is not proven, so the IOMMU cannot let it in.",
        no: "The IOMMU lets the device in.", cite: mail("a guest's IOMMU cannot permit access to private memory"),
        effect: .refuses(when: true), body: .decision { $0[.encrypts] && $0.encryption != .sme && !$0.tState })
}
