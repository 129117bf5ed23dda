import GuestProtocol
import RouteModel

/// What of a boot's trace the verdict on a request rests on.
struct TraceResting {
    let index: TraceIndex
    let request: RequestEvidence
    /// nil where nobody asks for numbers of lines.
    let numbers: LineNumbers?

    /// Every line between the request's marks and those of its release, the control DMA of its device, and the counters.
    var places: [EvidencePlace] {
        let device = index.device(request.slot)
        let own = index.marked(request.order.request).filter { event in
            event.device == nil || event.device == device
        }
        let control = index.controlled.filter { $0.device == device && TraceIndex.givesControl($0) }
        return (own + control).map { EvidencePlace(.trace, line: numbers?.line(of: $0.line), told($0)) } + [
            EvidencePlace(.trace, "\(index.trace.lines) events, of which \(index.trace.unreadable) cannot be read"),
            EvidencePlace(.statistics, index.state),
        ]
    }

    /// Whether a call tells of its buffer by `struct page`s.
    var usesPages: Bool {
        index.marked(request.order.request).contains {
            $0.kind == .call && [.mapPage, .mapSG, .mapSGTable].contains($0.function)
        }
    }

    /// Lines between the marks that nothing is read of, each with the reason; nothing where nobody asks for numbers.
    var none: [EvidencePlace] {
        guard let numbers else { return [] }
        let device = index.device(request.slot)
        var events: [Int: TraceEvent] = [:]
        for event in index.trace.events { events[numbers.line(of: event.line)] = event }
        let own = Set(index.marked(request.order.request).map { numbers.line(of: $0.line) })
        return index.markedLines(request.order.request, numbers).compactMap { number in
            guard let event = events[number] else {
                return EvidencePlace(.trace, line: number, "no event of it is read: a release, or what brings no route")
            }
            if let other = event.device, other != device {
                return EvidencePlace(.trace, line: number, "it is of \(index.trace.devices[other])")
            }
            return own.contains(number)
                ? nil
                : EvidencePlace(.trace, line: number, "another task or processor wrote it, and it names no device")
        }
    }

    /// Of what an allocation returns only whether it is memory: where the CPU finds that decides no route.
    private func address(of event: TraceEvent) -> String {
        switch (event.kind, event.function) {
        case (.result, .alloc), (.result, .allocPages), (.result, .allocNoncontiguous), (.result, .atomicPool):
            event.address == 0 ? "none" : "some"
        default: hex(event.address)
        }
    }

    private static let kinds: [TraceEvent.Kind: String] = [
        .map: "map", .mapSG: "map-sg", .mapSGError: "map-sg-error", .alloc: "alloc", .bounced: "bounced",
        .iommuMap: "iommu-map", .call: "call", .result: "result", .begin: "begin", .end: "end", .agent: "agent",
    ]
    /// Looked up, because naming a case at run time is slow.
    private static let functions = Dictionary(
        uniqueKeysWithValues: TraceEvent.Function.allCases.map { ($0, $0 == .none ? "" : " \($0)") })

    private func told(_ event: TraceEvent) -> String {
        var words = [
            Self.kinds[event.kind, default: ""] + Self.functions[event.function, default: ""],
            event.device.map { index.trace.devices[$0] } ?? "no device", address(of: event),
            event.kind == .alloc || event.function == .free ? "" : hex(event.physical), "\(event.size)",
        ]
        if event.kind == .begin { words.append("mark \(event.mark) \(event.request)") }
        if let addresses = event.addresses { words.append("\(addresses.map { hex($0) })") }
        if let details = event.details {
            words.append("\(details.flow.rawValue) \(details.attributes.rawValue)")
            if details.isShared { words.append("shared") }
            if details.isAtomic { words.append("atomic") }
            if !details.origins.isEmpty { words.append("of \(details.origins.map { hex($0) })") }
            if !details.offsets.isEmpty { words.append("at \(details.offsets)") }
            if !details.sizes.isEmpty { words.append("sizes \(details.sizes)") }
            if details.hidden > 0 { words.append("\(details.hidden) hidden") }
        }
        return words.joined(separator: " ")
    }
}

/// Numbers of a text's lines by where they stand.
struct LineNumbers {
    private let starts: [Int]

    init(_ text: [UInt8]) {
        starts = [0] + text.indices.filter { text[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
    }

    /// From 1.
    func line(of range: Range<Int>) -> Int {
        var (low, high) = (0, starts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= range.lowerBound { low = middle } else { high = middle }
        }
        return low + 1
    }
}
