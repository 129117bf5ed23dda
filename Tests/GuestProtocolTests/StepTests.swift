import GuestProtocol
import Testing

struct StepTests {
    @Test(
        arguments: [
            (64, [Move(step: 0, offset: 0, length: 64)]),
            (4096, [Move(step: 0, offset: 0, length: 4032)]),
            (4160, [Move(step: 0, offset: 0, length: 4032), Move(step: 2, offset: 128, length: 4032)]),
            (8192, [Move(step: 0, offset: 0, length: 4032), Move(step: 2, offset: 4160, length: 4032)]),
            (
                12288,
                [
                    Move(step: 0, offset: 0, length: 4032), Move(step: 1, offset: 4096, length: 4032),
                    Move(step: 2, offset: 8256, length: 4032),
                ]
            ),
            (
                1 << 20,
                [
                    Move(step: 0, offset: 0, length: 4032), Move(step: 1, offset: 1 << 19, length: 4032),
                    Move(step: 2, offset: 1 << 20 - 4032, length: 4032),
                ]
            ),
        ] as [(UInt32, [Move])])
    func aContiguousMappingMovesFirstMiddleAndLast(size: UInt32, moves: [Move]) {
        for kind in [CallKind.mapSingle, .mapPage, .allocCoherent] {
            #expect(Steps.moves(kind: kind, size: size, segments: 1) == moves)
        }
    }

    @Test func aListMovesTheStartOfItsSegments() {
        #expect(
            Steps.moves(kind: .mapSG, size: 5 * 8192, segments: 5) == [
                Move(step: 0, offset: 0, length: 4032), Move(step: 1, offset: 2 * 8192, length: 4032),
                Move(step: 2, offset: 4 * 8192, length: 4032),
            ])
        #expect(
            Steps.moves(kind: .mapSG, size: 1024, segments: 2) == [
                Move(step: 0, offset: 0, length: 512), Move(step: 2, offset: 512, length: 512),
            ])
        #expect(
            Steps.moves(kind: .mapSG, size: 65536, segments: 1) == [Move(step: 0, offset: 0, length: 4032)])
    }

    @Test func ordersThatTheProbeRefusesMoveNothing() {
        for (size, segments) in [(0, 1), (63, 1), (64, 0), (128, 3), (192, 2), (1025 * 64, 1025)] as [(UInt32, UInt16)]
        {
            #expect(!Steps.isValid(kind: .mapSG, size: size, segments: segments))
            #expect(Steps.moves(kind: .mapSG, size: size, segments: segments).isEmpty)
        }
        #expect(!Steps.isValid(kind: .mapSingle, size: 128, segments: 2))
    }

    @Test func noMoveLeavesItsBufferOrTheDevice() {
        var random = Seeded(state: 9)
        for _ in 0..<20_000 {
            let kind = CallKind.allCases[Int(random.next() % 4)]
            let size: UInt32 = random.next() % 3 == 0 ? random.any() : random.any() & 0x3f_ffc0
            let segments: UInt16 = random.next() % 2 == 0 ? 1 : random.any()
            for move in Steps.moves(kind: kind, size: size, segments: segments) {
                #expect(move.length > 0 && move.length <= Steps.largest && move.step < Steps.count)
                #expect(UInt64(move.offset) + UInt64(move.length) <= UInt64(size))
            }
        }
    }
}
