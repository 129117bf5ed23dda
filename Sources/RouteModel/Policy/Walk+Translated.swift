/// Behind a domain that translates.
extension Walk {
    /// `iommu_dma_map_page()`, `iommu_dma_map_phys()`, `iommu_dma_map_sg()`, `iommu_dma_map_resource()`.
    mutating func translatedMapping() -> [Route]? {
        if situation.attributes.contains(.ccShared), ask(.sharedRefused) { return refusal(.silent) }
        iovaLimit(.streamingLimit)
        // Of a pool that is not modelled nothing is said, whatever else decides whether it is used.
        if situation.untrusted, poolExists(), !modelsPool() { return nil }
        guard ask(.iommuBounces) else { return translated(.translated) }
        if situation.attributes.contains(.requireCoherent), ask(.iommuCoherentUnbounced) { return refusal(.silent) }
        situation.found.bouncesAll = true
        guard poolExists() else { return refusal(.bounceInactive) }
        guard poolServes() else { return situation.found.unmodelled ? nil : refusal(.silent) }
        guard ask(.mappingFits), ask(.poolRoom) else { return refusal(.swiotlbFull) }
        guard let routes = translated(.translatedBounce) else { return nil }
        guard routes.first?.path == .translatedBounce, permits(.iommuBouncesPartly) else { return routes }
        return routes + (translated(.translated) ?? [])
    }

    private mutating func iovaLimit(_ mask: Slot) {
        situation.found.limit = measure(mask)
        situation.found.limit = measure(.aperture)
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

    private mutating func translated(_ path: Path) -> [Route]? {
        guard ask(.iovaRoom) else { return refusal(.silent) }
        let bit = clear()
        var entry = bit
        if encrypts(), ask(.entryCBit) { entry = .set }
        let memory = path == .translatedBounce ? decrypted : untouched
        return [Route(path: path, cBit: bit, memory: memory, pteCBit: entry, limit: situation.found.limit)]
    }
}
