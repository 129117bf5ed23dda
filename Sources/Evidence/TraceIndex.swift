/// A boot's trace, arranged so that a request finds its events.
struct TraceIndex {
    struct Window {
        /// Whether swiotlb_bounced fired for the device within the request's marks.
        var bounced = false
        /// Whether an atomic pool gave the device memory within the request's marks.
        var fromAtomicPool = false
        /// What the trace says the DMA API returned; `~0` is `DMA_MAPPING_ERROR`.
        var addresses: [UInt64] = []
        /// Ranges of I/O virtual addresses that iommu:map filled within the marks.
        var translations: [ClosedRange<UInt64>] = []
        /// Addresses that the request's free or unmap gave back, where the release has no event for the call's result.
        var givenBack: Set<UInt64> = []
        /// The driver's own calls of the DMA API, granted or refused.
        var calls: [TraceEvent] = []
        /// All that its task did between the marks, and between those of its release.
        var events: [TraceEvent] = []
        var lines: [String] = []

        /// Whether any event tells of the call itself.
        var tellsOfCall: Bool { !calls.isEmpty }

        func knows(_ address: UInt64) -> Bool { addresses.contains(address) || givenBack.contains(address) }
    }

    let trace: Trace
    let text: [UInt8]
    /// Why a guest was never traced, as far as the agent knows.
    let notArmed: String?
    /// Events that the kernel's own counters say are missing, with those that the text says.
    let lost: UInt64
    private let isOrdered: Bool
    /// Devices that the probe drives.
    var probed: Set<Int> = []
    /// Names of the probes that the kernel counted hits of.
    private let counted: [String]
    private let windows: [UInt32: Span]
    private let releases: [UInt32: Span]
    private let controls: [Span]

    /// What stands between two marks. Other processors, other tasks and interrupts write there too.
    private struct Span {
        let range: Range<Int>
        /// Who wrote the marks, and so made the call.
        let context: UInt64

        func events(of trace: Trace) -> some Sequence<TraceEvent> {
            trace.events[range].lazy.filter { $0.context == context }
        }
    }

    /// - Parameter isOrdered: whether the lines of all processors stand in the order of their times.
    init(text: [UInt8], statistics counters: TraceStatistics, notArmed: String?, isOrdered: Bool = true) {
        self.text = text
        self.isOrdered = isOrdered
        counted = counters.probes
        let trace = TraceDecoder.decode(text)
        self.trace = trace
        self.notArmed = notArmed
        // Lines that somebody took out of the text, or put in, are still what the kernel counted.
        let differing = counters.entries.map { max($0, trace.lines) - min($0, trace.lines) } ?? 0
        self.lost = trace.lost.addingUpToMax(counters.lost).addingUpToMax(differing)
        var open: (mark: TraceEvent, start: Int)?
        var windows: [UInt32: Span] = [:]
        var releases: [UInt32: Span] = [:]
        var controls: [Span] = []
        for (index, event) in trace.events.enumerated() {
            if event.kind == .begin { open = (event, index + 1) }
            guard event.kind == .end, let (mark, start) = open else { continue }
            open = nil
            let span = Span(range: start..<index, context: mark.context)
            switch mark.mark {
            case .request: if windows[mark.request] == nil { windows[mark.request] = span }
            case .release: if releases[mark.request] == nil { releases[mark.request] = span }
            case .control: controls.append(span)
            }
        }
        self.windows = windows
        self.releases = releases
        self.controls = controls
    }

    /// The control buffer is allocated, or mapped where it had to be decrypted by hand.
    static func givesControl(_ event: TraceEvent) -> Bool {
        event.kind == .alloc || event.kind == .map || event.function == .alloc || event.function == .mapPage
    }

    /// Why a line between a request's marks cannot be its call's: another task names the device, or its own another device of the
    /// probe's, or one that the trace names nowhere else; nil where none is like that. A call of its own task for any other device
    /// is the IOMMU's driver's, which maps buffers of its own while it serves the call.
    func foreign(to request: UInt32, slot: String) -> String? {
        guard let span = windows[request], let device = device(slot) else { return nil }
        for event in trace.events[span.range] where event.kind != .begin && event.kind != .end {
            guard let named = event.device else { continue }
            if event.context == span.context {
                guard named != device, probed.contains(named) || !namedBeside.contains(named) else { continue }
                return "between the request's marks stands a call for \(trace.devices[named])"
            }
            if named == device {
                return "another task or processor makes a call for the device between the request's marks"
            }
        }
        return nil
    }

    /// Devices that the trace names outside of all requests' marks.
    private var namedBeside: Set<Int> {
        var isInside = [Bool](repeating: false, count: trace.events.count)
        for span in [windows, releases].flatMap(\.values) { for index in span.range { isInside[index] = true } }
        return Set(zip(trace.events, isInside).lazy.filter { !$0.1 }.compactMap(\.0.device))
    }

    /// What stands between the marks of a request and between those of its release.
    func marked(_ request: UInt32) -> [TraceEvent] {
        [windows[request], releases[request]].compactMap { $0 }.flatMap { $0.events(of: trace) }
    }

    /// Numbers of the lines between the same marks, whoever wrote them.
    func markedLines(_ request: UInt32, _ numbers: LineNumbers) -> [Int] {
        [windows[request], releases[request]].compactMap { $0 }.flatMap { span -> [Int] in
            guard let first = trace.events[..<span.range.lowerBound].last, span.range.upperBound < trace.events.count
            else { return [] }
            let (low, high) = (numbers.line(of: first.line), numbers.line(of: trace.events[span.range.upperBound].line))
            return low + 1 < high ? Array((low + 1)..<high) : []
        }
    }

    /// What stands between the marks of any device's control DMA.
    var controlled: [TraceEvent] { controls.flatMap { $0.events(of: trace) } }

    /// Addresses that the trace tells of a device's first control buffer; nil where this kernel's trace tells none.
    func controls(of slot: String) -> [UInt64]? {
        guard let device = device(slot) else { return nil }
        let first = controls.lazy.map { span in
            span.events(of: trace).filter { $0.device == device && ($0.kind == .alloc || $0.kind == .map) }.map(
                \.address)
        }.first { !$0.isEmpty }
        return first
    }

    func device(_ slot: String) -> Int? { trace.devices.firstIndex(of: slot) }

    /// Why the guest side cannot be trusted for this device; nil where it saw the control DMA before and after.
    func notWorking(slot: String) -> String? {
        if let notArmed { return notArmed }
        guard let device = device(slot) else { return "the trace never names \(slot)" }
        let seen = controls.filter { window in
            window.events(of: trace).contains { $0.device == device && Self.givesControl($0) }
        }.map(\.range)
        let requests = windows.values.map(\.range)
        guard let first = requests.map(\.lowerBound).min(), let last = requests.map(\.lowerBound).max() else {
            return "the trace has no marks of requests"
        }
        guard seen.contains(where: { $0.lowerBound < first }) else {
            return "the trace has no control DMA before the requests"
        }
        guard seen.contains(where: { $0.lowerBound > last }) else {
            return "the trace has no control DMA after the requests"
        }
        return nil
    }

    /// Why nothing of the trace counts, whatever stands in it; nil where it counts.
    /// - Parameter slot: of the device whose control DMA the trace must show; nil where what it shows is control enough.
    func saysNothing(slot: String?, _ facts: GuestFacts) -> Side? {
        guard facts.areWhole else { return .lost("the facts that the guest sent are cut or not there") }
        if let why = notArmed ?? slot.flatMap(notWorking) { return .notWorking(why) }
        if lost > 0 { return .lost("the trace lost \(lost) events") }
        if let line = backwards {
            return .lost("the trace's times go backwards: \(String(decoding: text[line].prefix(200), as: UTF8.self))")
        }
        if isOrdered, let why = unlike(facts.probes) { return .lost(why) }
        // A line of the trace that cannot be read may be the one that says otherwise.
        guard trace.unreadable == 0 else {
            return .lost("\(trace.unreadable) lines of the trace look like DMA and cannot be read")
        }
        return nil
    }

    /// What the kernel's counters and the facts tell differently of the probes that were armed; nil where nothing. An observer
    /// beside the agent has probes of the same names, and the counters do not say whose they count.
    private func unlike(_ armed: Set<String>) -> String? {
        let names = Set(counted)
        guard !counted.isEmpty, names.count < counted.count ? !armed.isSubset(of: names) : armed != names else {
            return nil
        }
        let one = armed.symmetricDifference(names).min() ?? ""
        return "of the probe \(one) only \(names.contains(one) ? "the kernel's counters tell" : "the facts tell")"
    }

    /// What shows whether the trace is all that it was.
    var state: String {
        "\(lost) events lost, times \(backwards == nil ? "in order" : "out of order"), counted \(Set(counted).sorted())"
    }

    private var backwards: Range<Int>? { isOrdered ? trace.backwards : nil }

    func window(of request: UInt32, slot: String) -> Window? {
        guard let span = windows[request] else { return nil }
        let device = device(slot)
        var window = Window()
        var asksAtomicPool = false
        for event in span.events(of: trace) {
            window.events.append(event)
            switch event.kind {
            case .map, .mapSG, .mapSGError, .alloc, .call:
                if event.device == device, event.function.isRequest { window.calls.append(event) }
            default: break
            }
            switch event.kind {
            case .bounced where event.device == nil || event.device == device: window.bounced = true
            case .map where event.device == device, .alloc where event.device == device:
                window.addresses.append(event.address)
            case .mapSG where event.device == device: window.addresses += event.addresses ?? []
            case .call where event.function == .atomicPool: asksAtomicPool = event.device == device
            case .result where event.function == .atomicPool:
                if asksAtomicPool, event.address != 0 { window.fromAtomicPool = true }
            case .result where event.function == .mapPage || event.function == .mapResource:
                window.addresses.append(event.address)
            case .iommuMap:
                let (end, overflowed) = event.address.addingReportingOverflow(max(1, event.size) - 1)
                if !overflowed { window.translations.append(event.address...end) }
            default: break
            }
            if event.device == nil || event.device == device {
                window.lines.append(String(decoding: text[event.line], as: UTF8.self))
            }
        }
        guard let released = releases[request] else { return window }
        for event in released.events(of: trace) where event.kind == .call && event.device == device {
            window.events.append(event)
            switch event.function {
            case .free: window.givenBack.insert(event.address)
            case .unmapSG: window.givenBack.formUnion(event.addresses ?? [])
            default: continue
            }
        }
        return window
    }
}
