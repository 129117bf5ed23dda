/// Allocations on the direct path.
extension Walk {
    /// `dma_direct_alloc()`.
    mutating func directAllocation() -> [Route]? {
        situation.found.limit = measure(.coherentLimit)
        if ask(.allocFromPool) {
            return [
                Route(path: .bounce, addressBit: bit(of: .decrypted), memory: decrypted, limit: situation.found.limit)
            ]
        }
        let unencrypted = forcesUnencrypted()
        if situation.atomic, unencrypted, ask(.atomicPool) {
            if situation.kind == .allocPages, !passes(.modelledPages) { return nil }
            guard ask(.atomicPoolHolds) else { return refusal(.silent) }
            return [
                Route(
                    path: .atomicPool, addressBit: bit(of: .decrypted), memory: decrypted, limit: situation.found.limit)
            ]
        }
        guard ask(.allocOrder), ask(.allocZone) else { return refusal(.silent) }
        if ask(.allocUnencrypted) {
            return [
                Route(
                    path: .coherent, addressBit: bit(of: .decrypted), memory: .decrypted, limit: situation.found.limit)
            ]
        }
        return ifBlock(
            Route(path: .coherent, addressBit: addressBit(), memory: untouched, limit: situation.found.limit))
    }

    /// An allocation in one block, which there may be none of.
    mutating func ifBlock(_ route: Route) -> [Route] {
        permits(.allocBlock) ? [route] + refusal(.silent) : [route]
    }
}
