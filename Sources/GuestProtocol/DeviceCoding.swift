extension ByteWriter {
    mutating func put(_ device: DeviceReport) {
        put(device.device)
        put(device.bind)
        put(device.dmaMask)
        put(device.coherentMask)
        put(device.control)
        put(device.controlAddress)
        put(device.ioTLB ?? 0)
        put(device.maxMapping ?? 0)
    }

    mutating func put(_ map: MapReport) {
        put(map.request)
        put(map.outcome.rawValue)
        put(map.errno)
        put(map.buffer) { $0.put($1) }
        put(map.mapping) { $0.put($1) }
        put(map.log) { $0.put($1) }
        put(map.logBefore) { $0.put($1) }
        put(map.served)
        put(map.unwiped)
    }

    private mutating func put(_ segment: MapReport.Segment) {
        put(segment.physical)
        put(segment.address)
        put(segment.length)
        put(segment.entry)
    }

    mutating func put(_ move: MoveReport) {
        put(move.request)
        put(move.result)
        put(move.offset)
        put(move.length)
    }

    mutating func put(_ release: ReleaseReport) {
        put(release.request)
        put(release.right)
        put(release.wrong)
        put(release.kept)
    }
}

extension ByteReader {
    mutating func deviceReport() throws(ProtocolError) -> DeviceReport {
        DeviceReport(
            device: try integer(), bind: try integer(), dmaMask: try integer(), coherentMask: try integer(),
            control: try integer(), controlAddress: try integer(), ioTLB: try address(),
            maxMapping: try address())
    }

    /// 0 stands for none.
    private mutating func address() throws(ProtocolError) -> UInt64? {
        let value: UInt64 = try integer()
        return value == 0 ? nil : value
    }

    mutating func mapReport() throws(ProtocolError) -> MapReport {
        MapReport(
            request: try integer(), outcome: try choice("outcome of a mapping"), errno: try integer(),
            buffer: try segments("number of buffer segments"), mapping: try segments("number of mapped segments"),
            log: try lines(), logBefore: try lines(), served: try integer(),
            unwiped: try integer())
    }

    private mutating func lines() throws(ProtocolError) -> [String] {
        try list("number of log lines", smallest: 4) { reader throws(ProtocolError) in try reader.text() }
    }

    private mutating func segments(_ field: String) throws(ProtocolError) -> [MapReport.Segment] {
        try list(field, smallest: 28) { reader throws(ProtocolError) in
            MapReport.Segment(
                physical: try reader.integer(), address: try reader.integer(), length: try reader.integer(),
                entry: try reader.integer())
        }
    }

    mutating func moveReport() throws(ProtocolError) -> MoveReport {
        MoveReport(
            request: try integer(), result: try integer(), offset: try integer(), length: try integer())
    }

    mutating func releaseReport() throws(ProtocolError) -> ReleaseReport {
        ReleaseReport(request: try integer(), right: try integer(), wrong: try integer(), kept: try integer())
    }
}
