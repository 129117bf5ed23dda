import CProbe
import GuestProtocol
import TestSupport
import Testing

struct LineTests {
    private let line = MemoryLine(
        magic: 0x1122_3344_5566_7788, nonce: 0xdead_beef_0bad_cafe, role: .fromDevice, offset: 4032)

    @Test func aLineHasTheBytesOfItsFormat() {
        let bytes = line.bytes
        #expect(bytes.count == 64)
        #expect(Array(bytes[0..<8]) == [0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11])
        #expect(Array(bytes[8..<16]) == [0xfe, 0xca, 0xad, 0x0b, 0xef, 0xbe, 0xad, 0xde])
        #expect(Array(bytes[16..<24]) == [0xc0, 0x0f, 0, 0, 0, 0, 0, 3])
        var mixed: UInt64 = 0x1122_3344_5566_7788 ^ 0xdead_beef_0bad_cafe ^ 0x0300_0000_0000_0fc0
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        mixed ^= mixed >> 31
        let first = mixed << 1 | mixed >> 63
        #expect(bytes[24] == UInt8(truncatingIfNeeded: first))
        let last = mixed << 29 | mixed >> 35
        #expect(bytes[63] == UInt8(last >> 56))
    }

    /// A copy that is a byte too short leaves the byte of before: of one request, and so of one nonce.
    @Test func eachByteOfTheCheckWordsDiffersFromRoleToRole() {
        var random = Dice(3)
        var same = [Int](repeating: 0, count: 64)
        for _ in 0..<1000 {
            var (before, after) = (line, line)
            (before.nonce, before.role, before.offset) = (random.any(), .overwritten, (random.next() >> 52) << 6)
            (after.nonce, after.role, after.offset) = (before.nonce, .fromDevice, before.offset)
            for (index, pair) in zip(before.bytes, after.bytes).enumerated() where pair.0 == pair.1 { same[index] += 1 }
        }
        #expect(same[24...].allSatisfy { $0 < 20 }, "\(same)")
    }

    @Test func aLineIsReadBack() {
        var random = Dice(1)
        for _ in 0..<500 {
            let line = MemoryLine(
                magic: random.any(), nonce: random.any(), role: LineRole.allCases[Int(random.next() % 7)],
                offset: random.next() >> 8)
            let read = line.bytes.withUnsafeBytes { MemoryLine($0, magic: line.magic) }
            #expect(read == line)
        }
    }

    @Test func everyChangedBitIsNoticed() {
        for bit in 0..<512 {
            var bytes = line.bytes
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(bytes.withUnsafeBytes { MemoryLine($0, magic: line.magic) } == nil)
        }
    }

    @Test func aCutOrUnalignedLineIsNoTrap() {
        let bytes = [0] + line.bytes
        bytes.withUnsafeBytes { all in
            #expect(MemoryLine(UnsafeRawBufferPointer(rebasing: all[1...]), magic: line.magic) == line)
            for count in 0..<64 {
                #expect(MemoryLine(UnsafeRawBufferPointer(rebasing: all[1..<(1 + count)]), magic: line.magic) == nil)
            }
        }
    }

    @Test func theKernelModuleWritesTheSameLines() {
        var random = Dice(2)
        for _ in 0..<500 {
            let line = MemoryLine(
                magic: random.any(), nonce: random.any(), role: LineRole.allCases[Int(random.next() % 7)],
                offset: random.next() >> 8)
            let words = (0..<8).map {
                dmaroute_line_word(line.magic, line.nonce, UInt32(line.role.rawValue), line.offset, $0)
            }
            let bytes = words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
            #expect(bytes == line.bytes)
        }
    }

    @Test func bothSidesAgreeOnTheirLimits() {
        #expect(UInt32(DMAROUTE_TRANSFER) == Steps.largest)
        #expect(Int(DMAROUTE_LINE) == MemoryLine.size)
        #expect(UInt16(DMAROUTE_SEGMENTS) == Steps.maximumSegments)
        #expect(UInt16(DMAROUTE_SLOTS) == Steps.storedAtOnce + 1)
        #expect(UInt16(DMAROUTE_PARTS) == Steps.most)
    }
}
