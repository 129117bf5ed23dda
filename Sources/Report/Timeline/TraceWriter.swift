/// Writes a trace of tracks with slices and instants as Perfetto's protobuf: protos/perfetto/trace/perfetto_trace.proto
/// has the numbers of the fields.
struct TraceWriter {
    /// One of the trace's tracks.
    struct Track {
        fileprivate var number: UInt64
    }

    private(set) var bytes: [UInt8] = []
    private var tracks: UInt64 = 0
    private var isFirst = true

    /// - Parameter began: what the node's clock showed at the trace's zero, in nanoseconds since 1970.
    init(began: UInt64?) {
        guard let began else { return }
        var snapshot = ProtoMessage()
        // perfetto.protos.BuiltinClock: 6 is the trace's own, 1 the time of day.
        for (clock, value) in [(6, 0), (1, began)] as [(UInt64, UInt64)] {
            var message = ProtoMessage()
            message.put(1, clock)
            message.put(2, value)
            snapshot.put(1, message)
        }
        snapshot.put(2, 6)
        var packet = ProtoMessage()
        packet.put(8, 0)
        packet.put(6, snapshot)
        put(packet)
    }

    /// Makes a track below another; with `order`, it stands in that place among its like.
    mutating func track(_ name: String, below parent: Track? = nil, order: UInt64 = 0) -> Track {
        tracks += 1
        var descriptor = ProtoMessage()
        descriptor.put(1, tracks)
        descriptor.put(2, name)
        if let parent { descriptor.put(5, parent.number) }
        // ChildTracksOrdering.EXPLICIT, and the rank in it.
        descriptor.put(11, 3)
        descriptor.put(12, order)
        var packet = ProtoMessage()
        packet.put(60, descriptor)
        put(packet)
        return Track(number: tracks)
    }

    /// - Parameters:
    ///   - time: since the trace's zero, in nanoseconds.
    ///   - notes: told with the slice, a name and a text each.
    mutating func begin(_ name: String, on track: Track, at time: UInt64, notes: [(String, String)] = []) {
        event(1, track, time, name, notes)
    }

    mutating func end(on track: Track, at time: UInt64) { event(2, track, time, nil, []) }

    mutating func instant(_ name: String, on track: Track, at time: UInt64, notes: [(String, String)] = []) {
        event(3, track, time, name, notes)
    }

    private mutating func event(
        _ type: UInt64, _ track: Track, _ time: UInt64, _ name: String?, _ notes: [(String, String)]
    ) {
        var event = ProtoMessage()
        event.put(9, type)
        event.put(11, track.number)
        if let name { event.put(23, name) }
        for (name, text) in notes {
            var annotation = ProtoMessage()
            annotation.put(10, name)
            annotation.put(6, text)
            event.put(4, annotation)
        }
        var packet = ProtoMessage()
        packet.put(8, time)
        packet.put(11, event)
        put(packet)
    }

    private mutating func put(_ packet: ProtoMessage) {
        var packet = packet
        packet.put(10, 1)
        if isFirst { packet.put(13, 1) }
        isFirst = false
        var trace = ProtoMessage()
        trace.put(1, packet)
        bytes += trace.bytes
    }
}
