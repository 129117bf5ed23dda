extension Composition {
    static let releases = [v61, v612, v618, v72, v73]

    static let v61 = Composition(
        number: 0, name: "linux-6.1", readFrom: "6.1.192", dialect: .v61,
        specs: shared + directUntil72 + until612 + [
            ScopeRules.encryptionWithoutTDX, ScopeRules.requestOfMappedMemory, EncryptionRules.activeByLast,
            MachineRules.present,
            CommandLineRules.identity, MachineRules.identityAny,
            CommandLineRules.strict, MachineRules.flushQueue,
            CommandLineRules.forceExact, CommandLineRules.noforceExact, PoolRules.maxMapping,
            TranslationRules.aperture,
        ])

    static let v612 = Composition(
        number: 1, name: "linux-6.12", readFrom: "6.12.117", dialect: .v612,
        specs: shared + directUntil72 + until612 + identityFrom612 + [
            CommandLineRules.identity, CommandLineRules.strict, CommandLineRules.forceExact,
            CommandLineRules.noforceExact, AllocationRules.pagesBroken, TranslationRules.aperture,
        ])

    static let v618 = Composition(
        number: 2, name: "linux-6.18", readFrom: "6.18.15", dialect: .v618,
        specs: shared + directUntil72 + identityFrom612 + [
            CommandLineRules.identityWithWords, CommandLineRules.strictWithWords, CommandLineRules.forceExact,
            CommandLineRules.noforceExact, TranslationRules.apertureByLevels, AllocationRules.pagesBroken,
            MachineRules.entryCBit, MessageRules.sitePerPhysCaller, AttributeRules.unknownButMMIO,
            AttributeRules.pageIsNoMMIO, AttributeRules.forceRefusesAloud,
        ])

    static let v72 = Composition(
        number: 3, name: "linux-7.2", readFrom: "7.2.12", dialect: .v72,
        specs: shared + directUntil72 + from72 + identityFrom612 + [
            CommandLineRules.identityWithWords, CommandLineRules.strictWithWords, CommandLineRules.forceExact,
            CommandLineRules.noforceExact, MessageRules.sitePerPhysCaller, AttributeRules.sharedUnbounced,
            AttributeRules.sharedNeedsForce,
        ])

    static let v73 = Composition(
        number: 4, name: "linux-7.3", readFrom: "7.3.4", dialect: .v73,
        specs: shared + from72 + identityFrom612 + [
            CommandLineRules.identityWithWords, CommandLineRules.strictWithWords, CommandLineRules.forcePrefix,
            CommandLineRules.noforcePrefix, PoolRules.force, EncryptionRules.forceOnDirectPath,
            MaskRules.wantsUnencrypted, MessageRules.siteShared, TranslationRules.allocShared,
            AttributeRules.mmioShared,
            PoolRules.label, PoolRules.fitsDevice, VirtioRules.iommuUnserved, SizeRules.limitedOrUnencrypted,
        ])

    /// What all releases do alike.
    private static let shared = [
        ScopeRules.iommu, ScopeRules.options,
        CommandLineRules.iommuOff, CommandLineRules.intelOff, CommandLineRules.amdOff, MachineRules.microcode,
        MachineRules.behind, MachineRules.translates,
        MachineRules.untrusted,
        MaskRules.streaming, MaskRules.coherent, MaskRules.lastDecides, MachineRules.lowEnd, MaskRules.streamingLimit,
        MachineRules.above4G, CommandLineRules.soft, PoolRules.wanted, PoolRules.exists,
        EncryptionRules.address, MaskRules.reach, MaskRules.reachPartly,
        PoolRules.guestShare, PoolRules.bytes, ScopeRules.pool, PoolRules.fits, PoolRules.room, PoolRules.heldRoom,
        PoolRules.floor,
        PoolRules.reach,
        MessageRules.overflow, MessageRules.swiotlbOverflow, MessageRules.fullBurst,
        MaskRules.coherentLimit, AllocationRules.fromPool, AllocationRules.fromAtomicPool,
        AllocationRules.atomicPoolHolds, AllocationRules.block, AllocationRules.order, AllocationRules.zone,
        AllocationRules.unencrypted,
        VirtioRules.accepted, VirtioRules.usesAPI,
        TranslationRules.lowFirst, UntrustedRules.bounces, UntrustedRules.bouncesPartly,
        MessageRules.inactive, TranslationRules.scattered, TranslationRules.room, AttributeRules.mmioReach,
    ]

    /// Before 7.3 a guest's encryption forced bouncing, and nothing asked whether an address was private.
    private static let directUntil72 = [PoolRules.forceInGuests, EncryptionRules.force, SizeRules.limited]

    private static let until612 = [MessageRules.sitePerCaller, AttributeRules.unknown, MachineRules.entryCBit]

    private static let from72 = [
        TranslationRules.apertureByLevels, MachineRules.entryCBitOfMemory, AttributeRules.pageIsNoMMIO,
        AttributeRules.forceRefuses,
        AttributeRules.coherentUnbounced, AttributeRules.sharedRefused, AttributeRules.iommuCoherentUnbounced,
    ]

    private static let identityFrom612 = [
        ScopeRules.encryption, ScopeRules.request,
        EncryptionRules.activeByFirst, MachineRules.presentWithVirtio, MachineRules.identityHardware,
        MachineRules.identityIfAble, MachineRules.flushQueueUnlessDriverAsks, PoolRules.maxMappingLimited,
    ]
}
