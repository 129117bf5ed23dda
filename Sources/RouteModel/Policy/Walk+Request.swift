extension Walk {
    /// The routes allowed along this branch; nil when the policy does not speak about the point.
    mutating func route() -> [Route]? {
        guard modelsBoot(), passes(.modelledRequest), passes(.modelledAttributes) else { return nil }
        let translates = translates()
        guard !situation[.viommuUnserved], ask(.streamingMask), ask(.coherentMask) else {
            return [Route(path: .noDriver, cBit: .none, memory: nil, limit: nil)]
        }
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
            guard ask(.virtioAccepted) else { return [Route(path: .noDriver, cBit: .none, memory: nil, limit: nil)] }
            guard ask(.virtioUsesAPI) else {
                return [Route(path: .physical, cBit: clear(), memory: untouched, limit: nil)]
            }
        }
        return translates ? translatedAllocation() : directAllocation()
    }

    /// The C-bit of an address that carries none.
    mutating func clear() -> CBit { encrypts() && situation.encryption != .tdx ? .clear : .none }

    /// State of memory that was decrypted, or that never was encrypted.
    var decrypted: MemoryState { situation[.encrypts] ? .decrypted : .ordinary }

    /// State of memory as the caller has it.
    var untouched: MemoryState {
        let shared = situation.attributes.contains(.ccShared) || situation.kind == .mapResource
        return situation[.encrypts] ? shared ? .decrypted : .encrypted : .ordinary
    }

    /// Asks how a physical address becomes one for the device, and with it how far the limit reaches.
    mutating func addressBit() -> CBit {
        let limit = situation.found.limit
        guard encrypts(), ask(.addressCBit) else {
            situation.found.reach = limit
            return clear()
        }
        let bit: UInt64 = 1 << UInt64(min(max(situation.cBit, 0), 63))
        situation.found.reach = limit >= bit ? limit - bit : nil
        return .set
    }

    private func straight(_ cBit: CBit) -> Route {
        Route(
            path: situation[.iommuPresent] ? .identity : .direct, cBit: cBit, memory: untouched,
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
        let straight = straight(refusesAll ? clear() : addressBit())
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
        return ask(.mmioReach) ? [straight(clear())] : refusal(.dmaAddrOverflow)
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
        guard ask(.poolRoom) else { return refusal(.swiotlbFull) }
        poolPlace()
        guard ask(.poolReach) else { return refusal(.swiotlbAddrOverflow) }
        if usesEncryptedPool() {
            let bit: CBit = situation.encryption == .tdx ? .none : .set
            return [Route(path: .bounce, cBit: bit, memory: .encrypted, limit: situation.found.limit)]
        }
        return [Route(path: .bounce, cBit: clear(), memory: decrypted, limit: situation.found.limit)]
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
        situation.found.maxMapping = measure(.maxMapping)
        return true
    }

    /// A refusal with its message, or without where the kernel says it once only and has said it.
    mutating func refusal(_ message: Message) -> [Route] {
        let refused = { Route(path: .refused, cBit: .none, memory: nil, limit: nil, message: $0) }
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
