/// Why bytes are no BTF.
public struct BTFError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String
}

extension BTF {
    /// Chains of types are followed so far; kernels have a handful of links.
    static let depth = 16

    /// Source: include/uapi/linux/btf.h, struct btf_type.
    enum Kind: UInt32 {
        case integer = 1
        case pointer, array, structure, union, enumeration, forward, typedef, volatile, const, restrict, function,
            prototype, variable, section, float, tag, typeTag, enumeration64
    }

    /// One type as it stands there.
    struct Record {
        let name: UInt32
        let kind: Kind
        /// `vlen`: members of a struct, values of an enum.
        let count: UInt16
        /// `kind_flag`.
        let flag: Bool
        /// A size or a type's number.
        let value: UInt32
        /// Where what follows the record's head begins.
        let rest: UInt64

        init?(at offset: UInt64, _ reader: ImageBytes) {
            guard let name = reader.word(at: offset), let info = reader.word(at: offset &+ 4),
                let value = reader.word(at: offset &+ 8), let kind = Kind(rawValue: info >> 24 & 0x1f)
            else { return nil }
            self.name = name
            self.kind = kind
            self.value = value
            count = UInt16(truncatingIfNeeded: info)
            flag = info >> 31 == 1
            rest = offset &+ 12
        }

        /// Bytes behind the head.
        var restBytes: UInt64 {
            switch kind {
            case .integer, .variable, .tag: 4
            case .array: 12
            case .structure, .union, .section, .enumeration64: UInt64(count) * 12
            case .enumeration, .prototype: UInt64(count) * 8
            case .pointer, .forward, .typedef, .volatile, .const, .restrict, .function, .float, .typeTag: 0
            }
        }
    }

    /// - Parameter bytes: of the section `.BTF` of a vmlinux, or of /sys/kernel/btf/vmlinux.
    public init(bytes: [UInt8]) throws(BTFError) {
        let reader = ImageBytes(bytes)
        guard reader.half(at: 0) == 0xeb9f, reader.byte(at: 2) == 1 else {
            throw BTFError(description: "these bytes do not begin as BTF of version 1 does")
        }
        guard let head = reader.word(at: 4), let types = reader.word(at: 8), let typesLength = reader.word(at: 12),
            let strings = reader.word(at: 16), let stringsLength = reader.word(at: 20), head >= 24
        else { throw BTFError(description: "its header is cut") }
        let start = UInt64(head) + UInt64(types)
        let end = start + UInt64(typesLength)
        let firstString = UInt64(head) + UInt64(strings)
        let lastString = firstString + UInt64(stringsLength)
        guard end <= UInt64(reader.count), lastString <= UInt64(reader.count) else {
            throw BTFError(description: "its types or its strings reach beyond its \(reader.count) bytes")
        }
        var records: [UInt64] = []
        records.reserveCapacity(Int(typesLength) / 24)
        var at = start
        while at < end {
            guard let record = Record(at: at, reader) else {
                throw BTFError(description: "type \(records.count + 1) at byte \(at) is of a kind nobody knows")
            }
            records.append(at)
            at = record.rest + record.restBytes
        }
        guard at == end else { throw BTFError(description: "its last type reaches beyond the types' end") }
        self.init(reader: reader, records: records, strings: firstString..<lastString)
    }

    /// The type behind typedefs and qualifiers; nil where there is none or the chain does not end.
    func resolve(_ number: UInt32) -> UInt32? {
        var number = number
        for _ in 0..<Self.depth {
            guard let record = record(number) else { return nil }
            switch record.kind {
            case .typedef, .volatile, .const, .restrict, .typeTag: number = record.value
            default: return number
            }
        }
        return nil
    }

    /// Bytes; nil where a type has no size or it cannot be told.
    func size(of number: UInt32, depth: Int) -> Int? {
        guard depth < Self.depth, let number = resolve(number), let record = record(number) else { return nil }
        switch record.kind {
        case .integer, .structure, .union, .enumeration, .enumeration64, .float: return Int(record.value)
        case .pointer: return 8
        case .array:
            guard let element = reader.word(at: record.rest), let count = reader.word(at: record.rest &+ 8),
                let each = size(of: element, depth: depth + 1)
            else { return nil }
            let (bytes, overflow) = each.multipliedReportingOverflow(by: Int(count))
            // In bits it must still be a number.
            return overflow || bytes > Int.max / 8 ? nil : bytes
        default: return nil
        }
    }

    /// See ``Member/type``.
    func typeName(_ number: UInt32) -> String {
        var number = number
        var stars = ""
        for _ in 0..<Self.depth {
            guard let record = record(number) else { break }
            switch record.kind {
            case .volatile, .const, .restrict, .typeTag: number = record.value
            case .pointer:
                stars += "*"
                number = record.value
            case .array:
                guard let element = reader.word(at: record.rest) else { return stars }
                stars += "[]"
                number = element
            default: return text(record.name) + stars
            }
        }
        return stars
    }
}
