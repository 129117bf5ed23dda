extension Walk {
    /// The routes allowed along this branch; nil when the policy does not speak about the point.
    mutating func route() -> [Route]? {
        guard let routes = way() else { return nil }
        guard situation.sync != .atEnds || situation.isLate || situation.isBackwards else { return routes }
        return routes.map { route in
            var route = route
            route.brings = brings(route.path)
            return route
        }
    }

    /// How much comes across where buffer and copy are kept in step as the caller asks, or where the device does not keep
    /// to what it was given. What is not copied needs no sync, as all devices here are coherent.
    private mutating func brings(_ path: Path) -> Portion {
        let isTranslated = path == .translated || path == .translatedBounce
        if situation.isLate, isTranslated, !ask(.translatesUnmapped) { return .nothing }
        if situation.isBackwards, isTranslated, !ask(.writesReadOnly) { return .nothing }
        guard path.isBounce else { return .all }
        if situation.isFromDevice || situation.isBackwards, ask(.unmapCopies) { return .all }
        if situation.isBackwards { return .nothing }
        // The pool's slots keep what they have until they are given out again.
        if situation.isLate { return situation.isFromDevice ? .nothing : .all }
        guard ask(.syncCopies) else { return .nothing }
        return situation.sync == .half ? .half : .all
    }

    private mutating func way() -> [Route]? {
        guard modelsBoot(), passes(.modelledRequest), passes(.modelledRegisters), passes(.modelledAttributes) else {
            return nil
        }
        let translates = translates()
        guard situation.besideIOMMU || !situation[.viommuUnserved], ask(.streamingMask), ask(.coherentMask) else {
            return [Route(path: .noDriver, addressBit: .none, memory: nil, limit: nil)]
        }
        if situation.earlierBits != nil { _ = ask(.lastMaskDecides) }
        if situation.isDriven { return driverQueue(translates) }
        let kind = situation.kind
        if kind.allocates { return translates ? translatedAllocation() : directAllocation() }
        // No caller asks for it but to be refused.
        if situation.attributes.contains(.mmio), ask(.pageIsNoMMIO) { return refusal(.silent) }
        if translates { return translatedMapping() }
        return kind == .mapResource ? directResource() : directMapping()
    }

    /// The first queue of a device, as its driver allocates it: of a virtio device by `vring_alloc_queue()`, of every
    /// other by the DMA API.
    private mutating func driverQueue(_ translates: Bool) -> [Route]? {
        _ = encrypts()
        if situation.isVirtio {
            guard ask(.virtioAccepted) else {
                return [Route(path: .noDriver, addressBit: .none, memory: nil, limit: nil)]
            }
            guard ask(.virtioUsesAPI) else {
                return [Route(path: .physical, addressBit: bareBit(), memory: untouched, limit: nil)]
            }
        }
        return translates ? translatedAllocation() : directAllocation()
    }

    /// The bit of an address that is none of a view of memory: an IOVA, or a physical one as it is.
    mutating func bareBit() -> BitState { encrypts() ? situation.addressBit?.bare ?? .none : .none }

    /// The bit of the address that the kernel gives out for memory in this state.
    mutating func bit(of memory: MemoryState) -> BitState {
        encrypts() ? situation.addressBit?.state(encrypted: memory == .encrypted) ?? .none : .none
    }

    /// State of memory that was decrypted, or that never was encrypted.
    var decrypted: MemoryState { situation[.encrypts] ? .decrypted : .ordinary }

    /// State of memory as the caller has it.
    var untouched: MemoryState {
        let shared = situation.attributes.contains(.ccShared) || situation.kind == .mapResource
        return situation[.encrypts] ? shared ? .decrypted : .encrypted : .ordinary
    }

    /// Asks how a physical address becomes one for the device, and with it how far the limit reaches.
    mutating func addressBit() -> BitState {
        let limit = situation.found.limit
        guard encrypts(), let bit = situation.addressBit else {
            situation.found.reach = limit
            return .none
        }
        let isEncrypted = ask(.addressEncrypted)
        let offset = bit.offset(encrypted: isEncrypted)
        situation.found.reach = limit >= offset ? limit - offset : nil
        return bit.state(encrypted: isEncrypted)
    }

    private func straight(_ addressBit: BitState) -> Route {
        let isBehind = situation[.iommuPresent] && (!situation.besideIOMMU || situation[.behindIOMMU])
        return Route(
            path: isBehind ? .identity : .direct, addressBit: addressBit, memory: untouched,
            limit: situation.found.limit)
    }

    /// `dma_direct_map_page()`, `dma_direct_map_phys()`, and `dma_direct_map_sg()`, which calls them a segment.
    private mutating func directMapping() -> [Route]? {
        lowEnd()
        situation.found.limit = measure(.streamingLimit)
        let forced = forcesBounce()
        if !situation.attributes.isEmpty, refusedByAttributes(forced) { return refusal(.silent) }
        if forced, !situation[.sharedUnbounced] {
            situation.found.bouncesAll = true
            return bounce()
        }
        if holds(.wantsUnencrypted) { _ = forcesUnencrypted() }
        let refusesAll = holds(.wantsUnencrypted) && ask(.wantsUnencrypted)
        situation.found.bouncesAll = refusesAll
        let straight = straight(refusesAll ? .none : addressBit())
        if !refusesAll, ask(.reach) { return [straight] }
        guard !situation[.sharedUnbounced], poolExists(), !requiresCoherence() else {
            return refusal(.dmaAddrOverflow)
        }
        guard let routes = bounce() else { return nil }
        // A list of which some segments need no pool; one refusal refuses them all.
        let mayMix = situation.kind == .mapSG && situation.segments > 1 && !refusesAll
        return mayMix && routes.first?.path == .bounce && permits(.reachPartly) ? [straight] + routes : routes
    }

    private mutating func requiresCoherence() -> Bool {
        situation.attributes.contains(.requireCoherent) && ask(.coherentUnbounced)
    }

    /// Whether `dma_direct_map_phys()` gives up at once, before it looks at an address.
    private mutating func refusedByAttributes(_ forced: Bool) -> Bool {
        if situation.attributes.contains(.ccShared) {
            if forced, ask(.sharedUnbounced) { return false }
            if ask(.sharedNeedsForce) { return true }
            _ = ask(.sharedUnbounced)
        }
        return forced && ask(.forceRefuses)
    }

    /// `dma_direct_map_resource()`, and `dma_direct_map_phys()` with DMA_ATTR_MMIO.
    private mutating func directResource() -> [Route]? {
        situation.found.limit = measure(.streamingLimit)
        if encrypts(), holds(.mmioShared) { _ = ask(.mmioShared) }
        if holds(.forceRefuses) || holds(.sharedNeedsForce), refusedByAttributes(forcesBounce()) {
            return refusal(.silent)
        }
        if holds(.forceRefusesAloud) {
            _ = forcesBounce()
            if ask(.forceRefusesAloud) { return refusal(.dmaAddrOverflow) }
        }
        if holds(.wantsUnencrypted) {
            _ = forcesUnencrypted()
            if ask(.wantsUnencrypted) { return refusal(.dmaAddrOverflow) }
        }
        return ask(.mmioReach) ? [straight(bareBit())] : refusal(.dmaAddrOverflow)
    }

    /// `swiotlb_map()`.
    private mutating func bounce() -> [Route]? {
        guard poolServes() else { return situation.found.unmodelled ? nil : refusal(.silent) }
        let sizes = situation.bounced
        if !ask(.mappingFits) {
            // In a list the first segment may fit, and then it is the first to be refused.
            let firstFits = sizes.first < sizes.largest && sizes.first <= situation.found.maxMapping
            guard firstFits else { return refusal(.swiotlbFull) }
            poolPlace()
            return ask(.poolReach) ? refusal(.swiotlbFull) : refusal(.swiotlbAddrOverflow)
        }
        guard !holdsInVain() else { return refusal(.swiotlbAddrOverflow) }
        guard hasPoolRoom() else { return refusal(.swiotlbFull) }
        poolPlace()
        guard ask(.poolReach) else { return refusal(.swiotlbAddrOverflow) }
        let memory = usesEncryptedPool() ? .encrypted : decrypted
        return [Route(path: .bounce, addressBit: bit(of: memory), memory: memory, limit: situation.found.limit)]
    }

    /// Whether those that should be held before the call are refused as it is, because the device does not reach the pool:
    /// `swiotlb_map()` gives the slots of each back.
    private mutating func holdsInVain() -> Bool {
        guard situation.held > 0 else { return false }
        return !passes { walk in
            walk.poolPlace()
            return walk.ask(.poolReach)
        }
    }

    /// Whether there are slots for the call, beside what is held already.
    mutating func hasPoolRoom() -> Bool {
        guard situation.held > 0 ? ask(.heldRoom) : ask(.poolRoom) else { return false }
        if situation.cpu != nil { _ = measure(.areaOfCPU) }
        return true
    }

    /// Whether a second pool, of encrypted memory, serves the device.
    mutating func usesEncryptedPool() -> Bool {
        guard holds(.poolEncrypted), encrypts() else { return false }
        _ = forcesUnencrypted()
        return ask(.poolEncrypted)
    }

    /// What `swiotlb_tbl_map_single()` looks at before it looks for slots; notes where the policy does not speak about
    /// the pool.
    mutating func poolServes() -> Bool {
        _ = poolExists()
        poolSize()
        guard modelsPool() else {
            situation.found.unmodelled = true
            return false
        }
        if holds(.poolFitsDevice), encrypts() {
            _ = ask(.poolLabel)
            if situation.encryption != .sme { _ = forcesUnencrypted() }
            guard ask(.poolFitsDevice) else { return false }
            if situation.encryption == .sme, holds(.hostPoolMatches) {
                _ = forcesUnencrypted()
                guard ask(.hostPoolMatches) else { return false }
            }
        }
        poolAreas()
        situation.found.maxMapping = measure(.maxMapping)
        return true
    }

    /// A refusal with its message, or without where the kernel says it once only and has said it.
    mutating func refusal(_ message: Message) -> [Route] {
        let refused = { Route(path: .refused, addressBit: .none, memory: nil, limit: nil, message: $0) }
        switch message {
        case .dmaAddrOverflow:
            situation.found.site = measure(.overflowSite)
            return [refused(ask(.overflowSaid) ? .silent : message)]
        case .swiotlbAddrOverflow:
            return [refused(ask(.swiotlbOverflowSaid) ? .silent : message)]
        case .swiotlbFull:
            return permits(.fullBurst) ? [refused(message), refused(.silent)] : [refused(message)]
        case .bounceInactive:
            return [refused(ask(.inactiveSaid) ? .silent : message)]
        case .silent:
            return [refused(message)]
        }
    }
}
