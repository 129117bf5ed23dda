/// Takes little-endian values out of a message that may hold anything.
struct ByteReader {
    private let bytes: [UInt8]
    private(set) var offset = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var remaining: Int { bytes.count - offset }

    mutating func integer<Value: FixedWidthInteger>(_: Value.Type = Value.self) throws(ProtocolError) -> Value {
        let taken = try take(MemoryLayout<Value>.size)
        var value: Value = 0
        for byte in taken.reversed() { value = value << 8 | Value(truncatingIfNeeded: byte) }
        return value
    }

    mutating func flag(_ field: String) throws(ProtocolError) -> Bool {
        let value: UInt8 = try integer()
        guard value < 2 else { throw bad(field, UInt64(value), size: 1) }
        return value == 1
    }

    mutating func choice<Value: RawRepresentable>(_ field: String) throws(ProtocolError) -> Value
    where Value.RawValue == UInt8 {
        let raw: UInt8 = try integer()
        guard let value = Value(rawValue: raw) else { throw bad(field, UInt64(raw), size: 1) }
        return value
    }

    mutating func blob() throws(ProtocolError) -> [UInt8] {
        Array(try take(Int(integer(UInt32.self))))
    }

    /// Bytes that are not UTF-8 become U+FFFD.
    mutating func text() throws(ProtocolError) -> String {
        String(decoding: try take(Int(integer(UInt32.self))), as: UTF8.self)
    }

    /// - Parameter smallest: bytes that the smallest element takes, so that a claimed count cannot cost memory.
    mutating func list<Element>(
        _ field: String, smallest: Int, element: (inout ByteReader) throws(ProtocolError) -> Element
    ) throws(ProtocolError) -> [Element] {
        let count = Int(try integer(UInt32.self))
        guard count <= remaining / smallest else { throw bad(field, UInt64(count), size: 4) }
        var list: [Element] = []
        list.reserveCapacity(count)
        for _ in 0..<count { list.append(try element(&self)) }
        return list
    }

    func end() throws(ProtocolError) {
        guard remaining == 0 else { throw .trailing(bytes: remaining) }
    }

    func bad(_ field: String, _ value: UInt64, size: Int) -> ProtocolError {
        .badValue(field: field, value: value, offset: offset - size)
    }

    private mutating func take(_ count: Int) throws(ProtocolError) -> ArraySlice<UInt8> {
        guard count <= remaining else { throw .truncated(offset: offset, needed: count, have: remaining) }
        defer { offset += count }
        return bytes[offset..<(offset + count)]
    }
}
