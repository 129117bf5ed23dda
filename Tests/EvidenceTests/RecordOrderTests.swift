import GuestProtocol
import RouteModel
import Testing

@testable import Evidence

/// Records and looks in the order in which an attempt makes them, and in others.
@Suite struct RecordOrderTests {
    private static func order(_ number: UInt32) -> ProbeRecord {
        ProbeRecord(
            order: .init(
                cell: "\(number)",
                order: MapOrder(
                    request: number, device: 0, kind: .mapSingle, direction: .toDevice, size: 4096, segments: 1, low: 0,
                    high: 1, nonce: 1000 + UInt64(number))))
    }

    private static func mapped(_ number: UInt32, _ outcome: MapReport.Outcome) -> ProbeRecord {
        ProbeRecord(mapped: MapReport(request: number, outcome: outcome, errno: 0, buffer: [], mapping: [], log: []))
    }

    private static func step(_ step: UInt16, stored: Bool, _ numbers: UInt32...) -> ProbeRecord {
        let reports = numbers.map { MoveReport(request: $0, result: 0, offset: 0, length: 64) }
        return ProbeRecord(moved: .init(step: step, stored: stored, reports: reports))
    }

    private static func released(_ number: UInt32) -> ProbeRecord {
        ProbeRecord(released: ReleaseReport(request: number, right: 1, wrong: 0))
    }

    private static let setUp = ProbeRecord(setUp: .init(magic: 1, slots: [], release: "", reports: []))

    /// Two batches: of two requests, of which one is refused, and of one.
    private static let probe = [
        setUp, order(1), order(2), mapped(1, .held), mapped(2, .refused), step(0, stored: false, 1),
        step(0, stored: true, 1), step(1, stored: false, 1), released(1), order(3), mapped(3, .held),
        step(0, stored: false, 3), released(3),
    ]

    @Test func whatAnAttemptWritesIsInOrder() { #expect(ProbeOrder.fault(Self.probe) == nil) }

    @Test func aRecordThatStandsTwiceIsAtFault() {
        for at in Self.probe.indices {
            var records = Self.probe
            records.insert(records[at], at: at)
            #expect(ProbeOrder.fault(records)?.hasPrefix("line \(at + 2) of probe.jsonl") == true, "\(at)")
        }
    }

    /// A request is ordered before it is answered, its steps go up, and the next batch waits for its release.
    @Test(arguments: [(0, 1), (1, 3), (3, 5), (5, 6), (6, 7), (7, 8), (8, 9), (10, 11), (11, 12)])
    func recordsThatChangedPlacesAreAtFault(first: Int, second: Int) {
        var records = Self.probe
        records.swapAt(first, second)
        #expect(ProbeOrder.fault(records) != nil)
    }

    private static func look(_ moment: LookRecord.Moment, _ requests: UInt32..., nonce: UInt64 = 1001) -> LookRecord {
        LookRecord(
            moment: moment, requests: requests,
            runs: [MemoryRun(nonce: nonce, role: 1, offset: 0, physical: 0x1000, length: 64, intact: true)])
    }

    private static func registers(_ step: UInt16, _ request: UInt32) -> LookRecord {
        LookRecord(
            moment: .moved, requests: [],
            registers: [.init(request: request, step: step, source: 0, destination: 0, count: 0)])
    }

    private static let looks = [
        look(.setUp), look(.held, 1, 2), registers(0, 1), registers(1, 1), registers(2, 1), look(.moved, 1),
        registers(3, 1), look(.moved, 1, 2), look(.held), look(.moved), look(.held, 3), registers(0, 3),
        look(.moved, 3), look(.moved, 1 << 24), look(.finish),
    ]

    private static func fault(_ looks: [LookRecord]) -> String? { LookOrder.fault(looks, nonces: [1001]) }

    @Test func whatIsLookedAtIsInOrder() { #expect(Self.fault(Self.looks) == nil) }

    @Test(arguments: [(0, 1), (1, 2), (2, 3), (4, 5), (5, 6), (6, 7), (7, 10), (10, 11), (11, 12), (12, 14)])
    func looksThatChangedPlacesAreAtFault(first: Int, second: Int) {
        var looks = Self.looks
        looks.swapAt(first, second)
        #expect(Self.fault(looks) != nil)
    }

    @Test func aLookThatStandsTwiceIsAtFault() {
        // Of a batch of which nothing could be asked nothing can be missed either.
        for at in Self.looks.indices where at != 8 && at != 9 {
            var looks = Self.looks
            looks.insert(looks[at], at: at)
            #expect(Self.fault(looks) != nil, "\(at)")
        }
    }

    @Test func linesOfAnotherBootAndPartsOfLinesAreAtFault() {
        #expect(
            LookOrder.fault([Self.look(.setUp, nonce: 4711)], nonces: [1001])?.contains("none of this boot's") == true)
        #expect(LookOrder.fault([Self.look(.setUp, nonce: 3)], nonces: [1001]) == nil, "a control DMA's")
        for change in [\MemoryRun.offset, \.physical, \.length] {
            var look = Self.look(.setUp)
            look.runs?[0][keyPath: change] += 8
            #expect(Self.fault([look])?.contains("no whole lines") == true)
        }
    }

    @Test func thePoolIsLookedAtAsOftenAtTheEnd() {
        let pool = PoolRecord(
            address: 1, store: .plain, bytes: nil, layout: PoolLayout(size: 0, fields: [], functions: []))
        let begin = LookRecord(moment: .setUp, requests: [], pools: [pool])
        let end = LookRecord(moment: .finish, requests: [], pools: [pool])
        let (first, last) = (Self.look(.setUp), Self.look(.finish))
        #expect(Self.fault([first, begin, last, end]) == nil)
        #expect(Self.fault([first, begin, last]) != nil)
        #expect(Self.fault([first, begin, end, last]) != nil)
    }
}
