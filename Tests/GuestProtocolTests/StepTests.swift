import GuestProtocol
import TestSupport
import Testing

struct StepTests {
    private func order(
        _ kind: CallKind, size: UInt32, segments: UInt16 = 1, direction: CallDirection = .fromDevice,
        uneven: Bool = false, coverage: MoveCoverage = .samples
    ) -> MapOrder {
        MapOrder(
            request: 1, device: 0, kind: kind, direction: direction, size: size, segments: segments, uneven: uneven,
            low: 0, high: 0, nonce: 1, coverage: coverage)
    }

    @Test(arguments: [64, 4032, 4096, 4160, 8192, 12288, 65472, 65536] as [UInt32], CallDirection.allCases)
    func upTo64KiBEveryByteIsMovedOnceEachWay(size: UInt32, direction: CallDirection) {
        for kind in CallKind.allCases where kind != .mapSG && (kind != .mapResource || size <= Steps.maximumRegisters) {
            let order = order(kind, size: size, direction: direction, coverage: .whole)
            for writes in [false, true] {
                let moves = order.moves.filter { $0.writes == writes }
                #expect(
                    moves.reduce(0) { $0 + $1.length } == ((writes ? direction.writes : direction.reads) ? size : 0))
                for (one, next) in zip(moves, moves.dropFirst()) { #expect(next.offset == one.offset + one.length) }
            }
            #expect(order.moves.map(\.step) == Array(0..<UInt16(order.moves.count)))
            #expect(order.reload == (direction == .bidirectional ? UInt16(order.moves.count / 2) : nil))
        }
    }

    @Test func ofMoreTheBeginningTheMiddleAndTheLastByteAreMoved() {
        let moves = order(.mapSingle, size: 1 << 20, coverage: .whole).moves
        #expect(moves.map(\.offset) == [0, 4032, 1 << 19, 1 << 20 - 4032] && moves.allSatisfy { $0.length == 4032 })
    }

    @Test func aListIsMovedSegmentBySegmentAndATooLongOneByThreeOfThem() {
        let whole = order(.mapSG, size: 4 * 4096, segments: 4, coverage: .whole).moves
        #expect(whole.map(\.offset) == [0, 4032, 4096, 8128, 8192, 12224, 12288, 16320])
        #expect(whole.reduce(0) { $0 + $1.length } == 4 * 4096)
        let long = order(.mapSG, size: 1024 * 64, segments: 1024, coverage: .whole).moves
        #expect(long.map(\.offset) == [0, 512 * 64, 1023 * 64])
        let large = order(.mapSG, size: 3 << 16, segments: 3, coverage: .whole).moves
        #expect(large.map(\.offset) == [0, 61504, 65536, 127040, 131072, 192576])
        #expect(order(.mapSG, size: 2 << 16, segments: 2, coverage: .whole).moves.count == 4)
    }

    @Test func whatGoesBothWaysIsReadBeforeItIsWritten() {
        let moves = order(.mapSingle, size: 8192, direction: .bidirectional).moves
        #expect(moves.map(\.step) == [0, 2, 3, 5] && moves.map(\.writes) == [false, false, true, true])
        #expect(moves.map(\.offset) == [0, 4160, 0, 4160])
        #expect(order(.mapSingle, size: 8192, direction: .toDevice).moves.map(\.writes) == [false, false])
    }

    @Test func ofAGrowingListTheSegmentsBeginWhereThePartsBeforeEnd() {
        // Of 10 parts of 64 bytes the segments have 1, 2, 3 and 4.
        let moves = order(.mapSG, size: 640, segments: 4, uneven: true).moves
        #expect(moves.map(\.offset) == [0, 192, 384] && moves.map(\.length) == [64, 192, 256])
        #expect(!Steps.isValid(kind: .mapSG, size: 576, segments: 4, uneven: true))
    }

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
        for kind in CallKind.allCases where kind != .mapSG && (kind != .mapResource || size <= Steps.maximumRegisters) {
            #expect(order(kind, size: size).moves == moves)
        }
    }

    @Test func aListMovesTheStartOfItsSegments() {
        #expect(
            order(.mapSG, size: 5 * 8192, segments: 5).moves == [
                Move(step: 0, offset: 0, length: 4032), Move(step: 1, offset: 2 * 8192, length: 4032),
                Move(step: 2, offset: 4 * 8192, length: 4032),
            ])
        #expect(
            order(.mapSG, size: 1024, segments: 2).moves == [
                Move(step: 0, offset: 0, length: 512), Move(step: 2, offset: 512, length: 512),
            ])
        #expect(
            order(.mapSG, size: 65536, segments: 1).moves == [Move(step: 0, offset: 0, length: 4032)])
    }

    @Test func ordersThatTheProbeRefusesMoveNothing() {
        for (size, segments) in [(0, 1), (63, 1), (64, 0), (128, 3), (192, 2), (1025 * 64, 1025)] as [(UInt32, UInt16)]
        {
            #expect(!Steps.isValid(kind: .mapSG, size: size, segments: segments))
            #expect(order(.mapSG, size: size, segments: segments).moves.isEmpty)
        }
        #expect(!Steps.isValid(kind: .mapSingle, size: 128, segments: 2))
    }

    @Test func noMoveLeavesItsBufferOrTheDevice() {
        var random = Dice(9)
        for _ in 0..<20_000 {
            let kind = CallKind.allCases[Int(random.next() % 7)]
            let direction = CallDirection.allCases[Int(random.next() % 3)]
            let size: UInt32 = random.next() % 3 == 0 ? random.any() : random.any() & 0x3f_ffc0
            let segments: UInt16 = random.next() % 2 == 0 ? 1 : random.any()
            let order = order(
                kind, size: size, segments: segments, direction: direction, uneven: random.next() % 2 == 0,
                coverage: random.next() % 2 == 0 ? .samples : .whole)
            for move in order.moves {
                #expect(move.length > 0 && move.length <= Steps.largest && move.step < Steps.count)
                #expect(UInt64(move.offset) + UInt64(move.length) <= UInt64(size))
            }
        }
    }
}
