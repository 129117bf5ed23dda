/// Behind a domain that translates.
extension Walk {
    /// `iommu_dma_map_page()`, `iommu_dma_map_phys()`, `iommu_dma_map_sg()`, `iommu_dma_map_resource()`.
    mutating func translatedMapping() -> [Route]? {
        if situation.attributes.contains(.ccShared), ask(.sharedRefused) { return refusal(.silent) }
        iovaLimit(.streamingLimit)
        // Of a pool that is not modelled nothing is said, whatever else decides whether it is used.
        if situation.untrusted, poolExists(), !modelsPool() { return nil }
        guard ask(.iommuBounces) else {
            return reachesPrivate() ? unreachable() : translated(.translated)
        }
        if situation.attributes.contains(.requireCoherent), ask(.iommuCoherentUnbounced) { return refusal(.silent) }
        situation.found.bouncesAll = true
        guard poolExists() else { return refusal(.bounceInactive) }
        guard poolServes() else { return situation.found.unmodelled ? nil : refusal(.silent) }
        guard ask(.mappingFits), hasPoolRoom() else { return refusal(.swiotlbFull) }
        guard let routes = translated(.translatedBounce) else { return nil }
        guard routes.first?.path == .translatedBounce, permits(.iommuBouncesPartly) else { return routes }
        return routes + (translated(.translated) ?? [])
    }

    /// Whether a guest's IOMMU would have to let the device into private memory, which it cannot, and somebody asks.
    private mutating func reachesPrivate() -> Bool {
        guard situation.platform == .guest, encrypts(), untouched == .encrypted else { return false }
        return ask(.guestIOMMU)
    }

    /// What then is allowed: a copy in shared memory, or a refusal.
    private mutating func unreachable() -> [Route]? {
        situation.found.bouncesAll = true
        guard poolExists() else { return refusal(.silent) }
        guard poolServes() else { return situation.found.unmodelled ? nil : refusal(.silent) }
        guard ask(.mappingFits), hasPoolRoom(), let routes = translated(.translatedBounce) else {
            return refusal(.silent)
        }
        return routes + (routes.first?.path == .refused ? [] : refusal(.silent))
    }

    private mutating func iovaLimit(_ mask: Slot) {
        situation.found.limit = measure(mask)
        situation.found.limit = measure(.aperture)
        if case .byTables = situation.iommu?.aperture, holds(.apertureByLevels) {
            situation.found.limit = measure(.apertureByLevels)
        }
        // Where nobody asks for high addresses the next rule says all there is to say.
        if situation.found.limit > Device.mask(32) { _ = permits(.forcedacAsked) }
        situation.found.limit = measure(.lowFirst)
    }

    /// `iommu_dma_alloc()`, `iommu_dma_alloc_noncontiguous()`, and `dma_common_alloc_pages()`, which maps pages as a
    /// driver would.
    mutating func translatedAllocation() -> [Route]? {
        iovaLimit(situation.kind == .allocPages ? .streamingLimit : .coherentLimit)
        if situation.kind == .allocCoherent, holds(.allocShared), forcesUnencrypted(), ask(.allocShared) {
            return refusal(.silent)
        }
        if ask(.allocScattered) { return translated(.translated) }
        guard ask(.allocOrder) else { return refusal(.silent) }
        guard let routes = translated(.translated), let route = routes.first else { return nil }
        return route.path == .refused ? routes : ifBlock(route)
    }

    /// State of the pool that serves the device.
    private mutating func copied() -> MemoryState { usesEncryptedPool() ? .encrypted : decrypted }

    /// State of memory that was mapped as it is. Where entries carry the address bit, encrypted memory is as good as any.
    private mutating func allocated() -> MemoryState {
        guard situation.kind.allocates, encrypts(), situation.iommu?.entriesCarryBit == false else { return untouched }
        return ask(.allocDecrypted) ? decrypted : untouched
    }

    private mutating func translated(_ path: Path) -> [Route]? {
        guard ask(.iovaRoom) else { return refusal(.silent) }
        let bit = bareBit()
        var entry = bit
        let memory = path == .translatedBounce ? copied() : allocated()
        situation.found.mapsDecrypted = memory == .decrypted
        if encrypts(), ask(situation.iommu?.isParavirtual == true ? .requestEncrypted : .entryEncrypted) {
            entry = .set
        }
        return [Route(path: path, addressBit: bit, memory: memory, entryBit: entry, limit: situation.found.limit)]
    }
}
