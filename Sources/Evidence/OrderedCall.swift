import GuestProtocol
import RouteModel

/// The call of the trace against the one that was ordered: a trace of another boot, or of another call, shows a route that is
/// not the request's.
extension GuestSide {
    /// Why none of the calls within the request's marks is the one that was ordered; nil where one is, or where there is
    /// none. The kernel's event and a probe on its function tell of the same call, so each kind of line must have it.
    func stranger(_ window: TraceIndex.Window, _ mapped: MapReport) -> String? {
        var strange: [String: String] = [:]
        var right: Set<String> = []
        for event in window.calls {
            let kind = "\(event.kind) \(event.function)"
            if let difference = difference(event, mapped) { strange[kind] = difference } else { right.insert(kind) }
        }
        let why = strange.filter { !right.contains($0.key) }.values.min()
        return why.map { "the trace's call is another than the one that was ordered: \($0)" }
    }

    private func difference(_ event: TraceEvent, _ mapped: MapReport) -> String? {
        let call = DMACall(event, masks: nil, isEarly: false)
        let details = event.details ?? TraceEvent.Details()
        // A list's event may not show all of its entries, and the event of a refused one shows none.
        if call.size > 0, details.hidden == 0, call.size != UInt64(request.order.size) {
            return "it is of \(call.size) bytes, not \(request.order.size)"
        }
        // An allocation has none, whatever its event says.
        let flow = request.order.kind.allocates ? call.flow : request.order.callDirection.flow
        // Every line of a mapping's call tells it, but for that of a list that is refused.
        if call.flow == .none, !request.order.kind.allocates, event.kind != .mapSGError {
            return "its line names no direction"
        }
        if call.flow != .none, call.flow != flow { return "it is \(call.flow), not \(flow)" }
        guard let seen = facts.buffer(of: event) else {
            let namesPage = event.kind == .call && [.mapPage, .mapSG, .mapSGTable].contains(event.function)
            guard namesPage else { return nil }
            return facts.pageStructs == nil
                ? "the facts do not tell where the kernel's pages are" : "its buffer is no page that the kernel has"
        }
        guard let seen = seen.first?.lowerBound, let first = mapped.buffer.first?.physical, seen != first else {
            return nil
        }
        return "its buffer lies at \(hex(seen)), and the probe's at \(hex(first))"
    }
}

extension CallDirection {
    fileprivate var flow: TraceEvent.Flow {
        switch self {
        case .toDevice: .toDevice
        case .fromDevice: .fromDevice
        case .bidirectional: .bidirectional
        }
    }
}
