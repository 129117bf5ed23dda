/// Reads ftrace's text (Documentation/trace/ftrace.rst), as much of it as has to do with DMA.
///
/// The text comes from a guest: whatever stands in it, decoding ends, and counts what it could not read.
public struct TraceDecoder {
    private var trace = Trace()
    /// Byte range of the first line that named each device, to compare names without making strings.
    private var names: [Range<Int>] = []

    /// The events of a boot's trace.
    public static func decode(_ text: [UInt8]) -> Trace {
        text.withUnsafeBufferPointer { decode($0) }
    }

    /// The events of a boot's trace, read where its bytes stand.
    public static func decode(_ text: UnsafeBufferPointer<UInt8>) -> Trace {
        var decoder = TraceDecoder()
        var lines = ByteScanner(text)
        while !lines.isAtEnd {
            let start = lines.position
            let end = lines.skip(past: UInt8(ascii: "\n")) ? lines.position - 1 : text.count
            decoder.read(ByteScanner(text, from: start, to: end), line: start..<end)
            if end == text.count { break }
        }
        return decoder.trace
    }

    @inline(__always)
    private mutating func read(_ scanner: ByteScanner, line: Range<Int>) {
        var scanner = scanner
        // "   task-123   [000] d..1.   12.345678: event: fields"
        guard scanner.skip(past: UInt8(ascii: "[")) else {
            return
        }
        if scanner.take("LOST ") {
            trace.lost = trace.lost.addingUpToMax(max(1, scanner.decimal() ?? 1))
            return
        }
        if scanner.take("LINE TOO BIG]") {
            trace.lost = trace.lost.addingUpToMax(1)
            trace.lines &+= 1
            return
        }
        let task = scanner.numberBefore(scanner.position - 1)
        guard let processor = scanner.decimal(), scanner.take("] ") else { return }
        trace.lines &+= 1
        let interrupt = scanner.byte(2)
        let flags = scanner.position
        guard scanner.skip(past: UInt8(ascii: ":")) else { return }
        note(time: scanner.time(flags..<(scanner.position - 1)), line)
        guard scanner.take(" "), var event = event(&scanner, line) else {
            return
        }
        // A task may be moved to another processor within a call; what interrupts it, and what runs where no task does,
        // stays where it is.
        let roams = task != 0 && interrupt == UInt8(ascii: ".")
        event.context = task << 24 | (roams ? 0 : ((processor & 0x7fff) + 1) << 8 | UInt64(interrupt))
        trace.events.append(event)
    }

    @inline(__always)
    private mutating func note(time: UInt64?, _ line: Range<Int>) {
        guard let time else { return }
        if time < trace.time, trace.backwards == nil { trace.backwards = line }
        trace.time = time
    }

    @inline(__always)
    private mutating func event(_ scanner: inout ByteScanner, _ line: Range<Int>) -> TraceEvent? {
        let name = scanner.position
        guard scanner.skip(past: UInt8(ascii: ":")) else { return nil }
        let length = scanner.position - 1 - name
        _ = scanner.take(" ")
        var head = ByteScanner(scanner.bytes, from: name, to: name + length)
        let event: TraceEvent?
        switch length {
        case 12 where head.take("dma_map_phys"), 12 where head.take("dma_map_page"),
            16 where head.take("dma_map_resource"):
            event = mapped(&scanner, line, isResource: length == 16)
        case 9 where head.take("dma_alloc"): event = allocated(&scanner, .alloc, line)
        case 15 where head.take("dma_alloc_pages"): event = allocated(&scanner, .allocPages, line)
        case 13 where head.take("dma_alloc_sgt"): event = allocatedList(&scanner, line)
        case 17 where head.take("dma_alloc_sgt_err"): event = allocated(&scanner, .allocNoncontiguous, line)
        case 10 where head.take("dma_map_sg"): event = mappedList(&scanner, line)
        case 14 where head.take("dma_map_sg_err"): event = refusedList(&scanner, line)
        case 15 where head.take("swiotlb_bounced"): event = bounced(&scanner, line)
        case 3 where head.take("map"): event = translated(&scanner, line)
        case 18 where head.take("tracing_mark_write"):
            guard scanner.take("dmaroute: ") else { return nil }
            event = mark(&scanner, line)
        default:
            let probed = probed(&head, &scanner, line)
            guard probed.isOurs else { return nil }
            event = probed.event
        }
        if event == nil { trace.unreadable &+= 1 }
        return event
    }

    @inline(__always)
    private mutating func mapped(
        _ scanner: inout ByteScanner, _ line: Range<Int>, isResource: Bool
    ) -> TraceEvent? {
        var event = TraceEvent(kind: .map, line: line)
        event.device = device(scanner.word(), scanner)
        var details = TraceEvent.Details()
        details.flow = flow(&scanner)
        guard scanner.skip(to: "dma_addr="), let address = scanner.hexadecimal(), scanner.skip(to: "size="),
            let size = scanner.decimal(), scanner.skip(to: "phys_addr="), let physical = scanner.hexadecimal()
        else { return nil }
        event.function = isResource ? .mapResource : .mapPage
        event.address = address
        event.size = size
        event.physical = physical
        attributes(&scanner, &details)
        event.details = details
        return event
    }

    private mutating func allocated(
        _ scanner: inout ByteScanner, _ function: TraceEvent.Function, _ line: Range<Int>
    ) -> TraceEvent? {
        var event = TraceEvent(kind: .alloc, line: line)
        event.function = function
        event.device = device(scanner.word(), scanner)
        var details = TraceEvent.Details()
        details.flow = flow(&scanner)
        guard scanner.skip(to: "dma_addr="), let address = scanner.hexadecimal(), scanner.skip(to: "size="),
            let size = scanner.decimal(), scanner.skip(to: "virt_addr=")
        else { return nil }
        event.address = address
        event.size = size
        // "(null)" stands for a failure.
        event.physical = scanner.hexadecimal() ?? 0
        attributes(&scanner, &details)
        event.details = details
        return event
    }

    /// Pages that need not lie together: their places stand in the line, and no virtual address.
    private mutating func allocatedList(_ scanner: inout ByteScanner, _ line: Range<Int>) -> TraceEvent? {
        var event = TraceEvent(kind: .alloc, line: line)
        event.function = .allocNoncontiguous
        event.device = device(scanner.word(), scanner)
        var details = TraceEvent.Details()
        details.flow = flow(&scanner)
        guard scanner.skip(to: "dma_addr="), let address = scanner.hexadecimal(), scanner.skip(to: "size="),
            let size = scanner.decimal(), scanner.skip(to: "phys_addrs="), let origins = scanner.hexadecimalList()
        else { return nil }
        event.address = address
        event.size = size
        details.origins = origins
        attributes(&scanner, &details)
        event.details = details
        return event
    }

    private mutating func mappedList(_ scanner: inout ByteScanner, _ line: Range<Int>) -> TraceEvent? {
        var event = TraceEvent(kind: .mapSG, line: line)
        event.device = device(scanner.word(), scanner)
        var details = TraceEvent.Details()
        details.flow = flow(&scanner)
        var entries: UInt64?
        if scanner.skip(to: "nents=") {
            let shown = scanner.decimal()
            entries = scanner.take("/") ? scanner.decimal() : shown
        }
        guard scanner.skip(to: "dma_addrs="), let addresses = scanner.hexadecimalList() else { return nil }
        event.addresses = addresses
        event.address = addresses.first ?? 0
        if scanner.skip(to: "sizes="), let sizes = scanner.hexadecimalList() { details.sizes = sizes }
        if scanner.skip(to: "phys_addrs="), let origins = scanner.hexadecimalList() { details.origins = origins }
        let all = Int(clamping: entries ?? UInt64(details.origins.count))
        details.hidden = max(0, all - details.origins.count)
        attributes(&scanner, &details)
        event.details = details
        return event
    }

    private mutating func refusedList(_ scanner: inout ByteScanner, _ line: Range<Int>) -> TraceEvent? {
        var event = TraceEvent(kind: .mapSGError, line: line)
        event.device = device(scanner.word(), scanner)
        return event
    }

    @inline(__always)
    private mutating func bounced(_ scanner: inout ByteScanner, _ line: Range<Int>) -> TraceEvent? {
        var event = TraceEvent(kind: .bounced, line: line)
        guard scanner.take("dev_name: ") else { return nil }
        // 6.1 leaves the name empty.
        let name = scanner.word()
        if !name.isEmpty { event.device = device(name, scanner) }
        guard scanner.skip(to: "dev_addr="), let physical = scanner.hexadecimal(), scanner.skip(to: "size="),
            let size = scanner.decimal()
        else { return nil }
        event.physical = physical
        event.size = size
        return event
    }

    @inline(__always)
    private func translated(_ scanner: inout ByteScanner, _ line: Range<Int>) -> TraceEvent? {
        var event = TraceEvent(kind: .iommuMap, line: line)
        guard scanner.skip(to: "iova="), let address = scanner.hexadecimal(), scanner.skip(to: "paddr="),
            let physical = scanner.hexadecimal(), scanner.skip(to: "size="), let size = scanner.decimal()
        else { return nil }
        event.address = address
        event.physical = physical
        event.size = size
        return event
    }

    /// The agent's marks: `begin request=N device=…`, `begin release=N …`, `begin control …`, `end`, and
    /// first of all `agent`.
    private mutating func mark(_ scanner: inout ByteScanner, _ line: Range<Int>) -> TraceEvent? {
        if scanner.take("end") { return TraceEvent(kind: .end, line: line) }
        if scanner.take("agent") { return TraceEvent(kind: .agent, line: line) }
        guard scanner.take("begin ") else { return nil }
        var event = TraceEvent(kind: .begin, line: line)
        if scanner.take("control ") {
            event.mark = .control
        } else {
            event.mark = scanner.take("request=") ? .request : .release
            guard event.mark == .request || scanner.take("release="), let number = scanner.decimal(),
                let request = UInt32(exactly: number)
            else { return nil }
            event.request = request
        }
        guard scanner.skip(to: "device=") else { return nil }
        event.device = device(scanner.word(), scanner)
        return event
    }

    /// Index of the device named by the bytes in `range`.
    @inline(__always)
    mutating func device(_ range: Range<Int>, _ scanner: ByteScanner) -> Int? {
        search: for (index, known) in names.enumerated() where known.count == range.count {
            for offset in 0..<range.count
            where scanner.bytes[known.lowerBound + offset] != scanner.bytes[range.lowerBound + offset] {
                continue search
            }
            return index
        }
        // More names than any machine has devices would make the search above slow.
        guard names.count < 512 else { return nil }
        names.append(range)
        trace.devices.append(scanner.text(range))
        return names.count - 1
    }
}
