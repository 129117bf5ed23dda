/// Makes BTF by hand, little-endian, a type after the other; the first has number 1.
public struct BTFBlob {
    private var types: [UInt8] = []
    private var strings: [UInt8] = [0]
    public private(set) var count: UInt32 = 0

    public init() {}

    /// Adds a type of any kind.
    /// - Parameter rest: words behind the head.
    @discardableResult public mutating func add(
        _ kind: UInt32, _ name: String = "", count vlen: UInt32 = 0, flag: Bool = false, _ value: UInt32 = 0,
        rest: [UInt32] = []
    ) -> UInt32 {
        let words = [string(name), kind << 24 | vlen | (flag ? 1 << 31 : 0), value] + rest
        for word in words { Self.put(word, &types) }
        count += 1
        return count
    }

    /// Adds a struct.
    /// - Parameter members: name, type, place in bits.
    @discardableResult public mutating func structure(
        _ name: String, size: UInt32, _ members: [(String, UInt32, UInt32)], flag: Bool = false
    ) -> UInt32 {
        let rest = members.flatMap { [string($0.0), $0.1, $0.2] }
        return add(4, name, count: UInt32(members.count), flag: flag, size, rest: rest)
    }

    public var bytes: [UInt8] {
        var all: [UInt8] = [0x9f, 0xeb, 1, 0]
        for word in [24, 0, UInt32(types.count), UInt32(types.count), UInt32(strings.count)] { Self.put(word, &all) }
        return all + types + strings
    }

    private mutating func string(_ text: String) -> UInt32 {
        guard !text.isEmpty else { return 0 }
        let at = UInt32(strings.count)
        strings += Array(text.utf8) + [0]
        return at
    }

    private static func put(_ word: UInt32, _ bytes: inout [UInt8]) {
        for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: word >> UInt32(shift))) }
    }

    /// As a kernel has it: a pool inside the allocator, flags behind typedefs, a bit field.
    public static var kernel: BTFBlob {
        var blob = BTFBlob()
        let long = blob.add(1, "unsigned long", 8, rest: [64])
        let flag = blob.add(1, "_Bool", 1, rest: [8])
        let bool = blob.add(8, "bool", flag)
        let address = blob.add(8, "phys_addr_t", long)
        let pool = blob.structure(
            "io_tlb_pool", size: 24, [("start", address, 0), ("end", address, 64), ("nslabs", long, 128)])
        let pointer = blob.add(2, "", pool)
        let volatile = blob.add(9, "", bool)
        let three = blob.add(3, "", 0, rest: [long, long, 3])
        blob.structure(
            "io_tlb_mem", size: 72,
            [
                ("defpool", pool, 0), ("areas", pointer, 192), ("force_bounce", volatile, 256), ("rest", three, 320),
            ])
        blob.structure("bits", size: 4, [("low", long, 3 << 24 | 0), ("high", long, 8 << 24 | 8)], flag: true)
        blob.add(12, "swiotlb_map", 0)
        return blob
    }
}
