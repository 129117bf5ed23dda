extension Policy {
    /// Of the mappings that a request finds held, how many the kernel makes: all, none, or as many as the pool and the
    /// IOVAs take. nil where none are asked for, or where a fact that is not known decides. They are mapped as any driver maps,
    /// without the attributes of the request's own call.
    public func held(_ point: Point, facts: Facts = Facts()) -> ClosedRange<UInt64>? {
        guard point.request.held > 0 else { return nil }
        var request = point.request
        request.attributes = []
        var alone = request
        alone.held = 0
        let first = predict(Point(point.parsed, device: point.device, request: alone), facts: facts)
        let refused = first.map { outcome in outcome.allowed?.allSatisfy { $0.path == .refused } }
        let wanted = UInt64(point.request.held)
        if refused.allSatisfy({ $0 == true }) { return 0...0 }
        guard refused.allSatisfy({ $0 == false }) else { return nil }
        var walk = Walk(self, point.parsed.machine, point.device, request, facts)
        _ = walk.outcome()
        let asked = walk.situation.found.asked
        var held = wanted...wanted
        if asked.contains(.heldRoom) { held = held.clamped(PoolRules.capacity(walk.situation)) }
        // Where the pool has no room nobody asks for IOVAs.
        if asked.contains(.iovaRoom) { held = held.clamped(TranslationRules.capacity(walk.situation)) }
        return held
    }
}

extension Policy {
    /// The area of the pool that serves a call on a CPU that the request names; nil where none is named, where the call takes
    /// nothing from the pool, and where the area may have no room.
    public func area(_ point: Point, facts: Facts = Facts()) -> Expected<UInt64>? {
        guard point.request.cpu != nil, point.request.held == 0 else { return nil }
        var walk = Walk(self, point.parsed.machine, point.device, point.request, facts)
        _ = walk.outcome()
        let found = walk.situation.found
        let slots = found.poolBytes / SlabCount.slab / max(found.poolAreas, 1)
        guard found.asked.contains(.areaOfCPU), walk.situation.bounced.slots <= slots / 4 else { return nil }
        return Expected(value: walk.measure(.areaOfCPU), because: walk.chain)
    }
}

extension ClosedRange<UInt64> {
    /// Each end no higher than there is room for.
    fileprivate func clamped(_ capacity: Capacity) -> Self {
        Swift.min(lowerBound, capacity.least)...Swift.min(upperBound, capacity.most)
    }
}
