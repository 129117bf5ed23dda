import TestSupport
import Testing

@testable import Evidence

@Suite struct TraceDecoderTests {
    static let text = """
        # tracer: nop
        #
                    init-1       [000] ...1.     3.100000: tracing_mark_write: dmaroute: begin request=7 device=0000:00:10.0 kind=map-single
                    init-1       [000] .....     3.100100: swiotlb_bounced: dev_name: 0000:00:10.0 dma_mask=ffffffff dev_addr=12345000 size=4096 FORCE
                    init-1       [000] .....     3.100200: dma_map_phys: 0000:00:10.0 dir=FROM_DEVICE dma_addr=7bf00000 size=4096 phys_addr=12345000 attrs=
                    init-1       [000] ...1.     3.100300: tracing_mark_write: dmaroute: end
               kworker/0:1-9     [000] .....     3.200000: map: IOMMU: iova=0x00000000fffff000 - 0x0000000100000000 paddr=0x0000000012345000 size=4096
                    init-1       [000] .....     3.300000: dma_alloc: 0000:00:11.0 dir=BIDIRECTIONAL dma_addr=1234000 size=8192 virt_addr=ffff888001234000 flags=GFP_KERNEL attrs=
                    init-1       [000] .....     3.400000: dma_map_sg: 0000:00:10.0 dir=TO_DEVICE nents=2/2 ents=2/2 dma_addrs={0x1000,0x3000} sizes={0x1000,0x1000} phys_addrs={0x1000,0x3000} attrs=
                    init-1       [000] .....     3.500000: dma_alloc: 0000:00:11.0 dir=BIDIRECTIONAL dma_addr=0 size=8192 virt_addr=(null) flags=GFP_KERNEL attrs=
        CPU:0 [LOST 12 EVENTS]
                    init-1       [000] .....     3.600000: sched_switch: prev_comm=a [b] c: d
        """

    @Test func readsEveryEventAboutDMA() throws {
        let trace = TraceDecoder.decode(Array(Self.text.utf8))
        #expect(trace.events.map(\.kind) == [.begin, .bounced, .map, .end, .iommuMap, .alloc, .mapSG, .alloc])
        #expect(trace.devices == ["0000:00:10.0", "0000:00:11.0"])
        #expect(trace.lost == 12)
        #expect(trace.unreadable == 0)
        let map = try #require(trace.events.first { $0.kind == .map })
        #expect(map.device == 0)
        #expect(map.address == 0x7bf0_0000)
        #expect(map.physical == 0x1234_5000)
        #expect(map.size == 4096)
        #expect(trace.events[1].physical == 0x1234_5000)
        #expect(trace.events[4].address == 0xffff_f000)
        #expect(trace.events[5].physical == 0xffff_8880_0123_4000)
        #expect(trace.events[6].addresses == [0x1000, 0x3000])
        #expect(trace.events[7].physical == 0)
        #expect(trace.events[0].request == 7)
    }

    @Test func countsALineItCannotRead() {
        let broken = "  init-1 [000] ..... 3.1: dma_map_phys: 0000:00:10.0 dir=FROM_DEVICE dma_addr=zz size=1\n"
        #expect(TraceDecoder.decode(Array(broken.utf8)).unreadable == 1)
    }

    @Test func linesPointIntoTheText() throws {
        let bytes = Array(Self.text.utf8)
        let map = try #require(TraceDecoder.decode(bytes).events.first { $0.kind == .map })
        #expect(String(decoding: bytes[map.line], as: UTF8.self).contains("dma_map_phys: 0000:00:10.0"))
    }

    /// Whatever a guest sends, decoding ends, and what it returns lies inside the text.
    @Test(arguments: Dice.seeds()) func survivesHostileText(seed: Int) {
        var random = Dice(seed)
        let whole = Array(Self.text.utf8)
        for round in 0..<300 {
            var bytes = whole
            for _ in 0..<(1 + round % 40) {
                let at = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: at)
                case 2: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + 30)], at: at)
                default: bytes.removeLast(min(bytes.count - 1, Int.random(in: 0..<20, using: &random)))
                }
            }
            let trace = TraceDecoder.decode(bytes)
            #expect(trace.events.allSatisfy { $0.line.upperBound <= bytes.count })
            #expect(trace.events.allSatisfy { ($0.device ?? 0) < max(1, trace.devices.count) })
        }
    }

    @Test(arguments: Dice.seeds()) func survivesBytesThatAreNoText(seed: Int) {
        var random = Dice(seed)
        for size in [0, 1, 63, 4096, 1 << 16] {
            let bytes = (0..<size).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(TraceDecoder.decode(bytes).events.isEmpty)
        }
    }
}
