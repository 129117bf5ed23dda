import RouteModel
import TestSupport
import Testing

@testable import Evidence

@Suite struct PoolStateTests {
    /// As 7.3 has it, with the pool inside.
    private static let fields: [(String, String, Int, Int)] = [
        ("defpool", "io_tlb_pool", 0, 40), ("defpool.start", "phys_addr_t", 0, 8), ("defpool.end", "phys_addr_t", 8, 8),
        ("defpool.nslabs", "unsigned long", 24, 8), ("defpool.late_alloc", "bool", 32, 1),
        ("nslabs", "unsigned long", 40, 8), ("force_bounce", "bool", 56, 1), ("for_alloc", "bool", 57, 1),
        ("cc_shared", "bool", 58, 1),
    ]

    private func layout(without name: String = "", with extra: (String, String, Int, Int)? = nil) -> PoolLayout {
        let all = Self.fields.filter { $0.0 != name } + (extra.map { [$0] } ?? [])
        return PoolLayout(
            size: 64, fields: all.map { PoolLayout.Field(name: $0.0, type: $0.1, offset: $0.2, size: $0.3) },
            functions: [])
    }

    private func bytes(start: UInt64 = 0x3000_0000, slots: UInt64 = 64, flags: (UInt8, UInt8, UInt8) = (0, 0, 1))
        -> [UInt8]
    {
        var bytes = [UInt8](repeating: 0, count: 64)
        for (at, value) in [(0, start), (8, start &+ slots &* 2048), (24, slots), (40, slots)] {
            for byte in 0..<8 { bytes[at + byte] = UInt8(truncatingIfNeeded: value >> UInt64(8 * byte)) }
        }
        (bytes[56], bytes[57], bytes[58]) = flags
        return bytes
    }

    private func record(_ bytes: [UInt8]?, _ layout: PoolLayout? = nil) -> PoolRecord {
        PoolRecord(address: 0x2ee_0000, store: .encrypted, bytes: bytes, layout: layout ?? self.layout())
    }

    private func reading(
        _ records: PoolRecord..., slots: UInt64? = 64, range: ClosedRange<UInt64>? = nil
    ) -> PoolReading {
        PoolReading(records, slots: slots, range: range)
    }

    @Test func theStructSaysWhatThePoolIs() throws {
        let state = try #require(reading(record(bytes()), record(bytes())).state)
        #expect(state.slots == 64 && state.range == 0x3000_0000...0x3001_ffff && state.ccShared == true)
        #expect(!state.forceBounce && !state.forAlloc && state.otherLabels.isEmpty && !state.hasReachTest)
        let forced = try #require(reading(record(bytes(flags: (1, 0, 0)))).state)
        #expect(forced.forceBounce && forced.ccShared == false)
    }

    @Test func withoutTheMemberThereIsNoLabel() throws {
        #expect(reading(record(bytes(), layout(without: "cc_shared"))).state?.ccShared == .some(.none))
        let other = layout(with: ("decrypted", "bool", 59, 1))
        #expect(reading(record(bytes(), other)).state?.otherLabels == ["decrypted"])
    }

    @Test func theFlatStructOf61IsRead() throws {
        let flat = PoolLayout(
            size: 64,
            fields: Self.fields.filter { $0.0.hasPrefix("defpool.") || $0.0.hasPrefix("for") }.map {
                PoolLayout.Field(
                    name: $0.0.hasPrefix("defpool.") ? String($0.0.dropFirst(8)) : $0.0, type: $0.1, offset: $0.2,
                    size: $0.3)
            }, functions: [PoolLayout.reachTest])
        let state = try #require(reading(record(bytes(), flat)).state)
        #expect(state.slots == 64 && state.ccShared == nil && state.hasReachTest)
    }

    @Test func noPoolIsAStateToo() {
        #expect(reading(record(bytes(start: 0, slots: 0, flags: (0, 0, 0))), slots: 0).state?.range == .some(.none))
    }

    @Test func whatCannotBeTheStructIsNoReading() {
        let wrong = [
            reading(), reading(record(nil)), reading(record([])), reading(record(Array(bytes().prefix(58)))),
            reading(record(bytes(flags: (2, 0, 1)))), reading(record(bytes(flags: (0, 0, 255)))),
            reading(record(bytes(slots: .max)), slots: nil), reading(record(bytes(start: .max)), slots: nil),
            reading(record(bytes()), slots: 65), reading(record(bytes()), slots: 0),
            reading(record(bytes()), range: 0x3000_0000...0x3001_fffe),
            reading(record(bytes()), record(bytes(flags: (0, 0, 0)))),
            reading(record(bytes(), layout(without: "defpool.end"))),
        ]
        for (number, reading) in wrong.enumerated() { #expect(reading.state == nil, "\(number)") }
    }

    @Test(arguments: Dice.seeds()) func noRecordTraps(seed: Int) {
        var dice = Dice(seed)
        for _ in 0..<5_000 {
            let fields = Self.fields.map {
                PoolLayout.Field(
                    name: $0.0, type: $0.1,
                    offset: Int.random(in: -9...70, using: &dice) &* (Bool.random(using: &dice) ? 1 : .max),
                    size: [Int.min, -1, 0, 1, 8, 9, .max].randomElement(using: &dice) ?? 8)
            }
            var record = record(bytes(), PoolLayout(size: .max, fields: fields, functions: []))
            if Bool.random(using: &dice) { record.bytes = ["", "0", "zz", "é", "0102"].randomElement(using: &dice) }
            _ = PoolReading([record, record], slots: UInt64.random(in: 0...70, using: &dice), range: nil)
        }
    }
}
