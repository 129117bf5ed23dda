import GuestProtocol
import RouteModel
import TestSupport
import Testing

@testable import Evidence

/// Every number of the records at the edges of its type: what the guest reports becomes a side, never a trap.
@Suite struct HostileRecordTests {
    private static let words: [UInt64] = [0, 1, 63, 4095, 4096, 1 << 31, 1 << 52, .max - 4095, .max - 1, .max]
    private static let halves: [UInt32] = [0, 1, 64, 4032, 1 << 31, .max]

    @Test(arguments: Dice.seeds(40))
    func anyRecordsMakeObservations(seed: Int) throws {
        var random = Dice(seed)
        func word() -> UInt64 { Self.words.randomElement(using: &random) ?? 0 }
        func half() -> UInt32 { Self.halves.randomElement(using: &random) ?? 0 }
        func segments() -> [MapReport.Segment] {
            (0..<Int.random(in: 0...3, using: &random)).map { _ in
                .init(physical: word(), address: word(), length: half())
            }
        }
        func runs(_ nonce: UInt64) -> [MemoryRun] {
            (UInt8(0)...7).map { role in
                MemoryRun(
                    nonce: role > 4 ? 0 : nonce, role: role, offset: word(), physical: word(), length: word(),
                    intact: Bool.random(using: &random))
            }
        }
        var probe = [ProbeRecord(setUp: .init(magic: word(), slots: ["0000:00:10.0"], release: "", reports: []))]
        var looks = [LookRecord(moment: .setUp, requests: [], runs: runs(0))]
        for number in UInt32(1)...40 {
            let order = MapOrder(
                request: number, device: UInt8.random(in: 0...1, using: &random),
                kind: CallKind.allCases.randomElement(using: &random) ?? .mapSG,
                direction: CallDirection.allCases.randomElement(using: &random) ?? .bidirectional, size: half(),
                segments: UInt16.random(in: 0...3, using: &random), uneven: Bool.random(using: &random), low: word(),
                high: word(), nonce: word(),
                attributes: UInt8.random(in: 0...15, using: &random),
                prelude: Prelude(held: half(), earlierMaskBits: .max))
            probe.append(ProbeRecord(order: .init(cell: "\(number)", order: order)))
            let outcome = MapReport.Outcome.allCases.randomElement(using: &random) ?? .held
            probe.append(
                ProbeRecord(
                    mapped: MapReport(
                        request: number, outcome: outcome, errno: .min, buffer: segments(), mapping: segments(),
                        log: ["swiotlb buffer is full (sz: "])))
            for step in UInt16(0)...5 {
                let report = MoveReport(request: number, result: 0, offset: half(), length: half())
                probe.append(
                    ProbeRecord(moved: .init(step: step, stored: Bool.random(using: &random), reports: [report])))
            }
            probe.append(ProbeRecord(released: ReleaseReport(request: number, right: half(), wrong: half())))
            looks.append(LookRecord(moment: .held, requests: [number], runs: runs(order.nonce)))
            looks.append(
                LookRecord(
                    moment: .moved, requests: [number], runs: runs(order.nonce),
                    registers: [.init(request: number, step: 0, source: word(), destination: word(), count: word())]))
        }
        looks.append(LookRecord(moment: .finish, requests: [], runs: runs(0)))
        let boot = BootEvidence(probe: probe, looks: looks)
        #expect(boot.requests.count == 40)
        let observer = EvidenceDecoder(
            boot: boot, facts: GuestFacts(text: Array("trace=armed\n".utf8)), log: [],
            trace: Array(TraceDecoderTests.text.utf8), statistics: [], deviceTrace: Array(DeviceTraceTests.text.utf8),
            machine: nil)
        for request in boot.requests {
            let observation = observer.observation(of: request.cell)
            #expect(observation.buffer.allSatisfy { $0.lowerBound <= $0.upperBound })
            #expect(observation.guest.view == nil || observation.guest.view?.paths.contains(.noDriver) == false)
        }
    }

    @Test(arguments: Dice.seeds(8))
    func anyFactsAndCountersAreRead(seed: Int) {
        var random = Dice(seed)
        let facts = "trace=armed\nswiotlb.io_tlb_nslabs=32768\npci.0000:00:10.0.group_type=DMA\niommu=dmar0\n"
        let counters = "cpu0\noverrun: 18446744073709551615\ncommit overrun: 1\ndropped events: 0\nmap_page 24 7\n"
        #expect(TraceStatistics(Array(counters.utf8)).lost == .max, "a sum does not come round")
        for _ in 0..<400 {
            let badFacts = damaged(facts, &random)
            let read = GuestFacts(text: badFacts)
            #expect(read.groupTypes.count <= badFacts.count)
            let bad = damaged(counters, &random)
            let lines = String(decoding: bad, as: UTF8.self).split(separator: "\n")
            let whole = ["overrun:", "commit overrun:", "dropped events:"].allSatisfy { name in
                lines.contains { $0.hasPrefix(name) }
            }
            if !whole { #expect(TraceStatistics(bad).lost > 0) }
        }
    }

    @Test(arguments: Dice.seeds(8))
    func anyKernelMessageIsRead(seed: Int) {
        var random = Dice(seed)
        let pool = "[1.7] software IO TLB: mapped [mem 0x000000007b71f000-0x000000007f71f000] (64MB)"
        #expect(KernelMessages.pool(in: pool) == 0x7b71_f000...0x7f71_efff)
        for line in ["0x0-0x0]", "0xffffffffffffffff-0x0]", "0x0-0xffffffffffffffff]", "0x1", "0x-0x]", "0x1-2]", "-"] {
            let range = KernelMessages.pool(in: "software IO TLB: mapped [mem " + line)
            #expect(range == nil || range == 0...(.max - 1), "\(line)")
        }
        for _ in 0..<400 {
            let line = String(decoding: damaged(pool, &random), as: UTF8.self)
            if let range = KernelMessages.pool(in: line) { #expect(range.lowerBound <= range.upperBound) }
            _ = KernelMessages.refusal(in: line)
        }
    }

    /// The text with some of its bytes changed, taken away or doubled.
    private func damaged(_ text: String, _ random: inout Dice) -> [UInt8] {
        var bytes = Array(text.utf8)
        for _ in 0..<Int.random(in: 1...12, using: &random) where !bytes.isEmpty {
            let at = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.remove(at: at)
            case 2: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + 20)], at: at)
            default: bytes.removeSubrange(at...)
            }
        }
        return bytes
    }
}
