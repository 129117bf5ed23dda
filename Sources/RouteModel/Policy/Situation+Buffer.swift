extension Situation {
    /// How the segments lie against the address limit.
    enum Reach { case whole, part, nothing }

    /// By the addresses seen; nil when they are not known.
    var seenReach: Reach? {
        guard let buffer = facts.buffer, !buffer.isEmpty else { return nil }
        var within = 0
        for segment in buffer where reaches(segment.upperBound) { within += 1 }
        return within == buffer.count ? .whole : within == 0 ? .nothing : .part
    }

    /// By the place alone; nil when it does not decide.
    var placedReach: Reach? {
        guard let place else { return nil }
        guard place == .mixed else { return reach(of: place) }
        guard let near = reach(of: .below4G), let far = reach(of: .above4G) else { return nil }
        return near == far ? near : .part
    }

    private func reach(of place: Place) -> Reach? {
        guard let range = layoutRange(of: place) else { return nil }
        if reaches(range.upperBound) { return .whole }
        let (last, overflow) = range.lowerBound.addingReportingOverflow(max(segmentSize, 1) - 1)
        return overflow || !reaches(last) ? .nothing : nil
    }

    /// Whether dma-iommu sees the buffer lie in parts of pages, by the addresses seen; nil when they are not known.
    var seenInParts: Bool? {
        guard let buffer = facts.buffer, !buffer.isEmpty else { return nil }
        let inPage = pageSize - 1
        return buffer.contains { $0.lowerBound & inPage != 0 || $0.upperBound & inPage != inPage }
    }

    private func reaches(_ physical: UInt64) -> Bool { found.reach.map { physical <= $0 } ?? false }

    /// The place in this machine, with the end of low RAM as the rule gave it.
    private func layoutRange(of place: Place) -> ClosedRange<UInt64>? {
        RAMLayout(start: layout.start, lowEnd: found.lowEnd, high: layout.high).range(
            of: place, mask: Device.mask(streamingBits), size: size)
    }

    /// Sizes of the segments that take the pool: first, largest, and the slots they need together.
    var bounced: (first: UInt64, largest: UInt64, slots: UInt64) {
        guard let buffer = facts.buffer, !buffer.isEmpty else {
            let slots = Self.slots(segmentSize).multipliedReportingOverflow(by: UInt64(max(segments, 1)))
            return (smallest, segmentSize, slots.overflow ? .max : slots.partialValue)
        }
        var first: UInt64?
        var largest: UInt64 = 0
        var slots: UInt64 = 0
        for segment in buffer where found.bouncesAll || !reaches(segment.upperBound) {
            let length = Self.length(segment)
            if first == nil { first = length }
            largest = max(largest, length)
            let sum = slots.addingReportingOverflow(Self.slots(length))
            slots = sum.overflow ? .max : sum.partialValue
        }
        return (first ?? segmentSize, max(largest, 1), slots)
    }

    /// `nr_slots()` of kernel/dma/swiotlb.c.
    static func slots(_ bytes: UInt64) -> UInt64 {
        bytes / SlabCount.slab + (bytes % SlabCount.slab == 0 ? 0 : 1)
    }

    static func length(_ range: ClosedRange<UInt64>) -> UInt64 {
        let (length, overflow) = (range.upperBound - range.lowerBound).addingReportingOverflow(1)
        return overflow ? .max : length
    }
}
