/// A question that the walk through a kernel asks; each policy answers it with a rule of its own, or has none.
///
/// A chain keeps a slot in seven bits, so there are 128 at most.
enum Slot: UInt8, Sendable, CaseIterable {
    case modelledEncryption, modelledIOMMU, modelledOptions, modelledRequest, modelledPool
    case lowEnd, ramAbove4G
    case forceAsked, noforceAsked, iommuOff, softAsked, intelOff, identityAsked, strictAsked
    case iommuPresent, behindIOMMU, identityHardware, identity, translates, flushQueue
    case poolWanted, poolExists, poolBytes, poolFloor, forceBounce
    case streamingMask, coherentMask, streamingLimit, coherentLimit
    case wantsUnencrypted, reach, reachPartly
    case maxMapping, mappingFits, poolRoom, poolReach
    case overflowSite, overflowSaid, swiotlbOverflowSaid, fullBurst
    case allocFromPool, allocOrder, allocZone, allocUnencrypted
    case encrypts, forceUnencrypted, addressEncrypted, entryEncrypted, microcodeAccepted, amdOff
    case atomicPool, atomicPoolHolds, allocBlock, allocShared, poolShare
    case virtioAccepted, virtioUsesAPI, viommuUnserved
    case aperture, lowFirst, iommuBounces, iommuBouncesPartly, iovaRoom, allocScattered
    case untrustedTranslates, inactiveSaid, iommuCoherentUnbounced
    case modelledAttributes, modelledPages, pageIsNoMMIO
    case forceRefuses, forceRefusesAloud, sharedUnbounced, sharedNeedsForce, coherentUnbounced, mmioShared, mmioReach,
        sharedRefused
    case poolLabel, poolFitsDevice, maxMappingSize
    case hostPoolMatches, forceDecrypts, forceIgnored, poolEncrypted, guestIOMMU
    case lastMaskDecides, heldRoom
    case forcedacAsked
    case poolAreas, areaOfCPU
    case allocDecrypted, requestEncrypted, apertureByLevels
    case modelledRegisters
    case unmapCopies, syncCopies, translatesUnmapped, writesReadOnly
}
