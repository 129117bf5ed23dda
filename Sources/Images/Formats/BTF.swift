/// Types that a kernel describes of itself in BTF (Documentation/bpf/btf.rst): its structs with their members, and the
/// names of its functions.
///
/// Any bytes can be read: what does not fit is an error, nothing traps, and no chain of types is followed without end.
public struct BTF: Sendable {
    /// A struct or union.
    public struct Structure: Hashable, Sendable {
        public let name: String
        /// Bytes.
        public let size: Int
        public let members: [Member]

        public func member(_ name: String) -> Member? { members.first { $0.name == name } }
    }

    public struct Member: Hashable, Sendable {
        /// Empty for an anonymous struct or union.
        public let name: String
        /// Name of its type, without `const`, `volatile` and the like; of a pointer the name of what it points to with
        /// a star behind; empty where it has none.
        public let type: String
        /// From the struct's start, in bits.
        public let bitOffset: Int
        /// In bits; nil where the type has no size.
        public let bitSize: Int?
        /// What its type is made of, where that is a struct or union.
        public let structure: UInt32?

        /// In bytes, where it begins and ends on one.
        public var byteRange: Range<Int>? {
            guard let bitSize, bitSize % 8 == 0, bitOffset % 8 == 0 else { return nil }
            return bitOffset / 8..<(bitOffset / 8 + bitSize / 8)
        }
    }

    let reader: ImageBytes
    /// Where each type's record begins, by its number less one.
    let records: [UInt64]
    let strings: Range<UInt64>

    /// The first struct of this name.
    public func structure(_ name: String) -> Structure? {
        let wanted = Array(name.utf8)
        for (index, at) in records.enumerated() {
            guard let record = Record(at: at, reader), record.kind == .structure, reads(record.name, wanted) else {
                continue
            }
            return structure(UInt32(index + 1))
        }
        return nil
    }

    /// The struct or union of this number; nil for any other type.
    public func structure(_ number: UInt32) -> Structure? {
        guard let record = record(number), record.kind == .structure || record.kind == .union else { return nil }
        let members = (0..<UInt64(record.count)).compactMap { member($0, of: record) }
        guard members.count == Int(record.count) else { return nil }
        return Structure(name: text(record.name), size: Int(record.value), members: members)
    }

    /// Whether BTF names a function so. One that is only ever inlined is not in it.
    public func hasFunction(_ name: String) -> Bool {
        let wanted = Array(name.utf8)
        return records.contains { at in
            guard let record = Record(at: at, reader), record.kind == .function else { return false }
            return reads(record.name, wanted)
        }
    }

    private func member(_ index: UInt64, of record: Record) -> Member? {
        let at = record.rest &+ index * 12
        guard let name = reader.word(at: at), let type = reader.word(at: at &+ 4), let place = reader.word(at: at &+ 8)
        else { return nil }
        // With the record's flag the upper byte is the width of a bit field (include/uapi/linux/btf.h, struct btf_member).
        let width = record.flag ? Int(place >> 24) : 0
        let resolved = resolve(type)
        return Member(
            name: text(name), type: typeName(type), bitOffset: Int(record.flag ? place & 0xff_ffff : place),
            bitSize: width != 0 ? width : resolved.flatMap { size(of: $0, depth: 0) }.map { $0 &* 8 },
            structure: resolved.flatMap(self.record).flatMap {
                $0.kind == .structure || $0.kind == .union ? resolved : nil
            })
    }

    func record(_ number: UInt32) -> Record? {
        guard number > 0, Int(number) <= records.count else { return nil }
        return Record(at: records[Int(number) - 1], reader)
    }

    func text(_ offset: UInt32) -> String {
        let (start, overflow) = strings.lowerBound.addingReportingOverflow(UInt64(offset))
        guard !overflow, start < strings.upperBound,
            let bytes = reader.slice(at: start, count: min(strings.upperBound - start, 256))
        else { return "" }
        return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    private func reads(_ offset: UInt32, _ wanted: [UInt8]) -> Bool {
        let start = strings.lowerBound &+ UInt64(offset)
        guard let bytes = reader.slice(at: start, count: UInt64(wanted.count) + 1) else { return false }
        return bytes.last == 0 && bytes.dropLast().elementsEqual(wanted)
    }
}
