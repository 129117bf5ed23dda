/// Little-endian numbers out of bytes that may end anywhere: outside of them there is nothing, never a trap.
struct ImageBytes {
    let bytes: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { self.bytes = bytes[...] }
    init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    var count: Int { bytes.count }

    func byte(at offset: UInt64) -> UInt8? { number(at: offset, count: 1).map { UInt8(truncatingIfNeeded: $0) } }
    func half(at offset: UInt64) -> UInt16? { number(at: offset, count: 2).map { UInt16(truncatingIfNeeded: $0) } }
    func word(at offset: UInt64) -> UInt32? { number(at: offset, count: 4).map { UInt32(truncatingIfNeeded: $0) } }
    func long(at offset: UInt64) -> UInt64? { number(at: offset, count: 8) }

    /// The bytes from `offset` on, if all of them are there.
    func slice(at offset: UInt64, count wanted: UInt64) -> ArraySlice<UInt8>? {
        let (end, overflow) = offset.addingReportingOverflow(wanted)
        guard !overflow, end <= UInt64(bytes.count) else { return nil }
        let start = bytes.startIndex + Int(offset)
        return bytes[start..<(start + Int(wanted))]
    }

    private func number(at offset: UInt64, count: UInt64) -> UInt64? {
        guard let slice = slice(at: offset, count: count) else { return nil }
        return slice.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
