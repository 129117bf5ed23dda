/// A question that the walk through a kernel asks; each policy answers it with a rule of its own, or has none.
enum Slot: UInt8, Sendable, CaseIterable {
    case modelledEncryption, modelledIOMMU, modelledOptions, modelledRequest, modelledPool
    case lowEnd, ramAbove4G
    case forceAsked, noforceAsked, iommuOff, softAsked, intelOff, identityAsked, strictAsked
    case iommuPresent, identityHardware, identity, translates, flushQueue
    case poolWanted, poolExists, poolBytes, poolFloor, forceBounce
    case streamingMask, coherentMask, streamingLimit, coherentLimit
    case wantsUnencrypted, reach, reachPartly
    case maxMapping, mappingFits, poolRoom, poolReach
    case overflowSite, overflowSaid, swiotlbOverflowSaid, fullBurst
    case allocFromPool, allocOrder, allocZone, allocUnencrypted
    case encrypts, forceUnencrypted, addressCBit, entryCBit, microcodeAccepted, atomicPool, atomicPoolHolds, allocShared
    case aperture, iommuBounces, iovaRoom, allocScattered
    case poolLabel

    @inline(__always)
    var bit: UInt64 { 1 << UInt64(rawValue) }
}
