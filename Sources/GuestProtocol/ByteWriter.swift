/// Appends little-endian values to a message.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func put(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func put(_ value: Bool) {
        bytes.append(value ? 1 : 0)
    }

    mutating func put(_ value: [UInt8]) {
        put(UInt32(clamping: value.count))
        bytes.append(contentsOf: value)
    }

    mutating func put(_ value: String) {
        put(Array(value.utf8))
    }

    mutating func put<Element>(_ list: [Element], each: (inout ByteWriter, Element) -> Void) {
        put(UInt32(clamping: list.count))
        for element in list { each(&self, element) }
    }
}
