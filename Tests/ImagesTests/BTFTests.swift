import Foundation
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
    @Test func noBytesTrap() {
        var random = SystemRandomNumberGenerator()
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
}
