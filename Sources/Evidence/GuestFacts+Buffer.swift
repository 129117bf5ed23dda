import RouteModel

/// Where the buffer of a traced call lies.
extension GuestFacts {
    /// Physical ranges of the original buffer; nil where the trace does not tell them all.
    func buffer(of call: TraceEvent) -> [ClosedRange<UInt64>]? {
        switch (call.kind, call.function) {
        case (.map, _), (.call, .mapResource), (.call, .iovaLink): return [call.physical].ranges([call.size])
        case (.call, .mapPage):
            return physical(page: call.physical).flatMap { [$0 &+ call.address].ranges([call.size]) }
        case (.mapSG, _):
            guard let details = call.details, details.sizes.count == details.origins.count else { return nil }
            return details.origins.ranges(details.sizes)
        case (.call, .mapSG), (.call, .mapSGTable):
            guard let details = call.details else { return nil }
            let starts = zip(details.origins, details.offsets).compactMap { page, offset in
                physical(page: page).map { $0 &+ offset }
            }
            return starts.count == details.sizes.count ? starts.ranges(details.sizes) : nil
        default: return nil
        }
    }

    /// Where the page of this `struct page` lies; nil where nobody said where those stand.
    private func physical(page: UInt64) -> UInt64? {
        guard let base = pageStructs, let bytes = pageStructBytes, page >= base,
            (page - base) % bytes == 0
        else { return nil }
        let (address, overflowed) = ((page - base) / bytes).multipliedReportingOverflow(by: 4096)
        return overflowed ? nil : address
    }
}
