extension Walk {
    /// The routes allowed along this branch; nil when the policy does not speak about the point.
    mutating func route() -> [Route]? {
        guard modelsBoot(), passes(.modelledRequest) else { return nil }
        let translates = translates()
        guard ask(.streamingMask), ask(.coherentMask) else {
            return [Route(path: .noDriver, cBit: .none, memory: nil, limit: nil)]
        }
        switch (situation.kind, translates) {
        case (.allocCoherent, false): return directAllocation()
        case (.allocCoherent, true): return translatedAllocation()
        case (.driverIO, _): return nil
        case (_, false): return directMapping()
        case (_, true): return translatedMapping()
        }
    }

    /// The C-bit of an address that carries none.
    private mutating func clear() -> CBit { encrypts() && situation.encryption != .tdx ? .clear : .none }

    /// State of memory that was decrypted, or that never was encrypted.
    private var decrypted: MemoryState { situation[.encrypts] ? .decrypted : .ordinary }

    private var untouched: MemoryState { situation[.encrypts] ? .encrypted : .ordinary }

    /// Asks how a physical address becomes one for the device, and with it how far the limit reaches.
    private mutating func addressBit() -> CBit {
        let limit = situation.found.limit
        guard encrypts(), ask(.addressCBit) else {
            situation.found.reach = limit
            return clear()
        }
        let bit: UInt64 = 1 << UInt64(min(max(situation.cBit, 0), 63))
        situation.found.reach = limit >= bit ? limit - bit : nil
        return .set
    }

    /// `dma_direct_map_page()`, `dma_direct_map_phys()`, and `dma_direct_map_sg()`, which calls them a segment.
    private mutating func directMapping() -> [Route]? {
        lowEnd()
        situation.found.limit = measure(.streamingLimit)
        if forcesBounce() {
            situation.found.bouncesAll = true
            return bounce()
        }
        if holds(.wantsUnencrypted) { _ = forcesUnencrypted() }
        let refusesAll = holds(.wantsUnencrypted) && ask(.wantsUnencrypted)
        situation.found.bouncesAll = refusesAll
        let bit = refusesAll ? clear() : addressBit()
        let straight = Route(
            path: situation[.iommuPresent] ? .identity : .direct, cBit: bit, memory: untouched,
            limit: situation.found.limit)
        if !refusesAll, ask(.reach) { return [straight] }
        guard poolExists() else { return refusal(.dmaAddrOverflow) }
        guard let routes = bounce() else { return nil }
        // A list of which some segments need no pool; one refusal refuses them all.
        let mayMix = situation.kind == .mapSG && situation.segments > 1 && !refusesAll
        return mayMix && routes.first?.path == .bounce && permits(.reachPartly) ? [straight] + routes : routes
    }

    /// `swiotlb_map()`.
    private mutating func bounce() -> [Route]? {
        _ = poolExists()
        poolSize()
        guard modelsPool() else { return nil }
        situation.found.maxMapping = measure(.maxMapping)
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
        return [Route(path: .bounce, cBit: clear(), memory: decrypted, limit: situation.found.limit)]
    }

    /// `dma_direct_alloc()`.
    private mutating func directAllocation() -> [Route]? {
        situation.found.limit = measure(.coherentLimit)
        if ask(.allocFromPool) {
            return [Route(path: .bounce, cBit: clear(), memory: decrypted, limit: situation.found.limit)]
        }
        let unencrypted = forcesUnencrypted()
        if situation.atomic, unencrypted, ask(.atomicPool) {
            guard ask(.atomicPoolHolds) else { return refusal(.silent) }
            return [Route(path: .atomicPool, cBit: clear(), memory: decrypted, limit: situation.found.limit)]
        }
        guard ask(.allocOrder), ask(.allocZone) else { return refusal(.silent) }
        if ask(.allocUnencrypted) {
            return [Route(path: .coherent, cBit: clear(), memory: .decrypted, limit: situation.found.limit)]
        }
        return [Route(path: .coherent, cBit: addressBit(), memory: untouched, limit: situation.found.limit)]
    }

    /// `iommu_dma_map_page()`, `iommu_dma_map_phys()`, `iommu_dma_map_sg()`.
    private mutating func translatedMapping() -> [Route]? {
        situation.found.limit = measure(.streamingLimit)
        situation.found.limit = measure(.aperture)
        var path = Path.translated
        if ask(.iommuBounces) {
            guard poolExists() else { return refusal(.bounceInactive) }
            path = .translatedBounce
        }
        return translated(path)
    }

    /// `iommu_dma_alloc()`.
    private mutating func translatedAllocation() -> [Route]? {
        situation.found.limit = measure(.coherentLimit)
        situation.found.limit = measure(.aperture)
        if holds(.allocShared), forcesUnencrypted(), ask(.allocShared) { return refusal(.silent) }
        if !ask(.allocScattered), !ask(.allocOrder) { return refusal(.silent) }
        return translated(.translated)
    }

    private mutating func translated(_ path: Path) -> [Route]? {
        guard ask(.iovaRoom) else { return refusal(.silent) }
        let bit = clear()
        var entry = bit
        if encrypts(), ask(.entryCBit) { entry = .set }
        let memory = path == .translatedBounce ? decrypted : untouched
        return [Route(path: path, cBit: bit, memory: memory, pteCBit: entry, limit: situation.found.limit)]
    }

    /// A refusal with its message, or without where the kernel says it once only and has said it.
    private mutating func refusal(_ message: Message) -> [Route] {
        let refused = { Route(path: .refused, cBit: .none, memory: nil, limit: nil, message: $0) }
        switch message {
        case .dmaAddrOverflow:
            situation.found.site = measure(.overflowSite)
            return [refused(ask(.overflowSaid) ? .silent : message)]
        case .swiotlbAddrOverflow:
            return [refused(ask(.swiotlbOverflowSaid) ? .silent : message)]
        case .swiotlbFull:
            return permits(.fullBurst) ? [refused(message), refused(.silent)] : [refused(message)]
        case .bounceInactive, .silent:
            return [refused(message)]
        }
    }
}
