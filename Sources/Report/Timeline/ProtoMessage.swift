/// A message in protobuf's wire format (https://protobuf.dev/programming-guides/encoding), as much as a trace needs.
struct ProtoMessage {
    private(set) var bytes: [UInt8] = []

    /// A whole number without sign, also an enumeration's.
    mutating func put(_ field: Int, _ value: UInt64) {
        tag(field, wire: 0)
        varint(value)
    }

    mutating func put(_ field: Int, _ text: String) { put(field, bytes: Array(text.utf8)) }

    mutating func put(_ field: Int, _ message: ProtoMessage) { put(field, bytes: message.bytes) }

    private mutating func put(_ field: Int, bytes content: [UInt8]) {
        tag(field, wire: 2)
        varint(UInt64(content.count))
        bytes += content
    }

    private mutating func tag(_ field: Int, wire: UInt64) { varint(UInt64(field) << 3 | wire) }

    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
