import Foundation
import TestSupport
import Testing

@testable import Images

@Suite struct BTFTests {
    @Test func membersHaveTheirPlaceAndType() throws {
        let types = try BTF(bytes: BTFBlob.kernel.bytes)
        let outer = try #require(types.structure("io_tlb_mem"))
        #expect(outer.size == 72 && outer.members.map(\.name) == ["defpool", "areas", "force_bounce", "rest"])
        #expect(outer.members.map(\.byteRange) == [0..<24, 24..<32, 32..<33, 40..<64])
        #expect(outer.members.map(\.type) == ["io_tlb_pool", "io_tlb_pool*", "bool", "unsigned long[]"])
        let inner = try #require(outer.member("defpool")?.structure.flatMap { types.structure($0) })
        #expect(inner.member("end")?.byteRange == 8..<16 && inner.member("end")?.type == "phys_addr_t")
        #expect(outer.member("cc_shared") == nil)
    }

    @Test func bitFieldsHaveBytesOnlyWhereTheyAreSome() throws {
        let bits = try #require(try BTF(bytes: BTFBlob.kernel.bytes).structure("bits"))
        #expect(bits.members.map(\.bitSize) == [3, 8])
        #expect(bits.members.map(\.byteRange) == [nil, 1..<2])
    }

    @Test func aNameIsWholeOrNotThere() throws {
        let types = try BTF(bytes: BTFBlob.kernel.bytes)
        #expect(types.hasFunction("swiotlb_map"))
        #expect(!types.hasFunction("swiotlb_ma") && !types.hasFunction("io_tlb_mem"))
        #expect(types.structure("io_tlb") == nil && types.structure("swiotlb_map") == nil)
    }

    @Test func typesThatLeadInCirclesHaveNoSize() throws {
        var blob = BTFBlob()
        blob.add(8, "a", 2)
        blob.add(8, "b", 1)
        blob.add(3, "", 0, rest: [3, 3, 2])
        blob.structure("round", size: 16, [("one", 1, 0), ("two", 3, 64), ("three", 99, 64)])
        blob.add(2, "", 6)
        blob.add(2, "", 5)
        blob.structure("pointers", size: 8, [("one", 5, 0)])
        let types = try BTF(bytes: blob.bytes)
        #expect(types.structure("round")?.members.map(\.bitSize) == [nil, nil, nil])
        #expect(types.structure("pointers")?.members.first?.bitSize == 64)
    }

    @Test func whatIsNoneIsRefused() {
        #expect(throws: BTFError.self) { try BTF(bytes: []) }
        #expect(throws: BTFError.self) { try BTF(bytes: Array(BTFBlob.kernel.bytes.prefix(20))) }
        #expect(throws: BTFError.self) { try BTF(bytes: Array(BTFBlob.kernel.bytes.dropLast())) }
        var unknown = BTFBlob()
        unknown.add(31, "new")
        #expect(throws: BTFError.self) { try BTF(bytes: unknown.bytes) }
        var cut = BTFBlob()
        cut.add(4, "cut", count: 3, 8)
        #expect(throws: BTFError.self) { try BTF(bytes: cut.bytes) }
    }

    /// Whatever the bytes are, reading them ends, and every struct can be asked for.
    @Test(arguments: Dice.seeds()) func noBytesTrap(seed: Int) {
        var random = Dice(seed)
        let whole = BTFBlob.kernel.bytes
        for _ in 0..<20_000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if Bool.random(using: &random) { bytes.removeLast(Int.random(in: 0...bytes.count, using: &random)) }
            guard let types = try? BTF(bytes: bytes) else { continue }
            for number in 0...UInt32(types.records.count + 1) {
                _ = types.structure(number)?.members.map(\.byteRange)
            }
            _ = types.structure("io_tlb_mem")
            _ = types.hasFunction("swiotlb_map")
        }
    }

    /// Cut out of Debian's 7.3.4: the types that struct io_tlb_mem is made of.
    @Test func realBytesOfAKernelAreRead() throws {
        let file = try #require(
            Bundle.module.url(forResource: "7.3-io_tlb_mem", withExtension: "btf", subdirectory: "Recorded"))
        let types = try BTF(bytes: [UInt8](Data(contentsOf: file)))
        let pool = try #require(types.structure("io_tlb_mem"))
        #expect(pool.member("cc_shared")?.type == "bool" && pool.member("cc_shared")?.byteRange?.count == 1)
        #expect(pool.member("defpool")?.byteRange?.lowerBound == 0)
        #expect(types.structure("io_tlb_pool")?.member("nslabs")?.byteRange == 24..<32)
    }

    /// An ELF file with the sections that are asked for, and whatever else is made of its bytes.
    @Test(arguments: Dice.seeds()) func aSectionIsFoundByItsName(seed: Int) {
        var file = [UInt8](repeating: 0, count: 64 + 3 * 64)
        func put(_ value: UInt64, _ at: Int, _ bytes: Int) {
            for byte in 0..<bytes { file[at + byte] = UInt8(truncatingIfNeeded: value >> UInt64(8 * byte)) }
        }
        file.replaceSubrange(0..<6, with: [0x7f, 0x45, 0x4c, 0x46, 2, 1])
        for (at, value, bytes) in [(40, UInt64(64), 8), (58, 64, 2), (60, 3, 2), (62, 1, 2)] { put(value, at, bytes) }
        let names = Array("\0.BTF_ids\0.BTF\0".utf8)
        for (section, name, offset, size) in [(1, UInt64(0), UInt64(256), names.count), (2, 10, 256 + 15, 4)] {
            put(name, 64 * (section + 1), 4)
            put(offset, 64 * (section + 1) + 24, 8)
            put(UInt64(size), 64 * (section + 1) + 32, 8)
        }
        file += names + [1, 2, 3, 4]
        #expect(ELFSection.bytes(".BTF", of: Data(file), limit: 4) == [1, 2, 3, 4])
        #expect(ELFSection.bytes(".BTF", of: Data(file), limit: 3) == nil)
        #expect(ELFSection.bytes(".BTF_", of: Data(file), limit: 4) == nil)
        var random = Dice(seed)
        for _ in 0..<2000 {
            var bytes = file
            for _ in 0..<3 {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            _ = ELFSection.bytes(
                ".BTF", of: Data(bytes.prefix(Int.random(in: 0...bytes.count, using: &random))), limit: 64)
        }
    }
}
