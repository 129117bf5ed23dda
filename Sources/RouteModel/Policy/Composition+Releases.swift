/// The releases that were read: the first with all of its rules, every other by what differs from the one before.
extension Composition {
    static let releases = [v61, v612, v618, v72, v73]

    static let v61 = Composition(
        name: name(of: .v61), release: .v61, readFrom: "6.1.192",
        specs: [
            ScopeRules.iommu, ScopeRules.options,
            CommandLineRules.iommuOff, CommandLineRules.intelOff, CommandLineRules.amdOff, MachineRules.microcode,
            MachineRules.behind, MachineRules.translates,
            MachineRules.untrusted,
            MaskRules.streaming, MaskRules.coherent, MaskRules.lastDecides, MachineRules.lowEnd,
            MaskRules.streamingLimit,
            MachineRules.above4G, CommandLineRules.soft, PoolRules.wanted, PoolRules.exists,
            EncryptionRules.address, MaskRules.reach, MaskRules.reachPartly,
            PoolRules.guestShare, PoolRules.bytes, ScopeRules.pool, PoolRules.fits, PoolRules.room,
            PoolRules.heldRoom, PoolRules.floor, PoolRules.reach,
            MessageRules.overflow, MessageRules.swiotlbOverflow, MessageRules.fullBurst,
            MaskRules.coherentLimit, AllocationRules.fromPool, AllocationRules.fromAtomicPool,
            AllocationRules.atomicPoolHolds, AllocationRules.block, AllocationRules.order, AllocationRules.zone,
            AllocationRules.unencrypted,
            VirtioRules.accepted, VirtioRules.usesAPI,
            TranslationRules.lowFirst, UntrustedRules.bounces, UntrustedRules.bouncesPartly,
            MessageRules.inactive, TranslationRules.scattered, TranslationRules.room, AttributeRules.mmioReach,
            PoolRules.forceInGuests, EncryptionRules.force, SizeRules.limited,
            MessageRules.sitePerCaller, AttributeRules.unknown, MachineRules.entryCBit,
            ScopeRules.encryptionWithoutTDX, ScopeRules.request, ScopeRules.requestOfMappedMemory,
            EncryptionRules.activeByLast,
            MachineRules.present, CommandLineRules.identity, MachineRules.identityAny, CommandLineRules.strict,
            CommandLineRules.forcedac, MachineRules.flushQueue, CommandLineRules.forceExact,
            CommandLineRules.noforceExact, PoolRules.areas, PoolRules.maxMapping, PoolRules.areaOfCPU,
            TranslationRules.aperture, SyncRules.unmapCopies, SyncRules.syncCopies,
            SyncRules.translatesUnmapped, SyncRules.writesReadOnly,
        ])

    static let v612 = v61.followed(
        by: .v612, readFrom: "6.12.117", without: [ScopeRules.requestOfMappedMemory],
        with: [
            ScopeRules.encryption, EncryptionRules.activeByFirst,
            MachineRules.presentWithVirtio, MachineRules.identityHardware, MachineRules.identityIfAble,
            MachineRules.flushQueueUnlessDriverAsks, PoolRules.areasLimited, TranslationRules.privateUnasked,
            TranslationRules.allocDecrypted, VirtioRules.requestEncrypted,
        ])

    static let v618 = v612.followed(
        by: .v618, readFrom: "6.18.15",
        with: [
            CommandLineRules.identityWithWords, CommandLineRules.strictWithWords, CommandLineRules.forcedacWithWords,
            TranslationRules.apertureByLevels, MessageRules.sitePerPhysCaller, AttributeRules.unknownButMMIO,
            AttributeRules.pageIsNoMMIO, AttributeRules.forceRefusesAloud,
            AllocationRules.pagesBroken,
        ])

    static let v72 = v618.followed(
        by: .v72, readFrom: "7.2.12",
        without: [
            AttributeRules.unknownButMMIO, AllocationRules.pagesBroken, AttributeRules.forceRefusesAloud,
        ],
        with: [
            MachineRules.entryCBitOfMemory, AttributeRules.forceRefuses, AttributeRules.coherentUnbounced,
            AttributeRules.sharedRefused, AttributeRules.iommuCoherentUnbounced, AttributeRules.sharedUnbounced,
            AttributeRules.sharedNeedsForce,
        ])

    /// Encryption of a guest no longer forces bouncing; an address is asked whether it is private.
    static let v73 = v72.followed(
        by: .v73, readFrom: "7.3.4", without: [AttributeRules.sharedUnbounced, AttributeRules.sharedNeedsForce],
        with: [
            CommandLineRules.forcePrefix, CommandLineRules.noforcePrefix, PoolRules.force,
            EncryptionRules.forceOnDirectPath, MaskRules.wantsUnencrypted, MessageRules.siteShared,
            TranslationRules.allocShared, AttributeRules.mmioShared, PoolRules.label, PoolRules.fitsDevice,
            VirtioRules.iommuUnserved, SizeRules.limitedOrUnencrypted,
        ])
}
