import Testing

@testable import Evidence

/// The probe on dma_alloc_from_pool() tells an atomic pool's page from another that was decrypted.
@Suite struct AtomicPoolTests {
    private static func window(_ page: String, device: String = "0000:00:10.0") throws -> TraceIndex.Window {
        let text = """
            probe-1 [000] ..... 1.000000: tracing_mark_write: dmaroute: begin request=1 device=0000:00:10.0
            probe-1 [000] ..... 1.000001: atomic_pool: (dma_alloc_from_pool+0x0/0x240) dev="\(device)" size=4096
            probe-1 [000] ..... 1.000002: atomic_pool_ret: (dma_direct_alloc+0x1/0x2 <- dma_alloc_from_pool) page=\(page)
            probe-1 [000] ..... 1.000003: dma_alloc: 0000:00:10.0 dir=BIDIRECTIONAL dma_addr=1000 size=4096 virt_addr=ffff888000001000 \
            flags=GFP_ATOMIC attrs=
            probe-1 [000] ..... 1.000004: tracing_mark_write: dmaroute: end

            """
        let index = TraceIndex(text: Array(text.utf8), statistics: TraceStatistics(lost: 0), notArmed: nil)
        #expect(index.trace.unreadable == 0)
        return try #require(index.window(of: 1, slot: "0000:00:10.0"))
    }

    @Test func whatAPoolGaveIsSeen() throws {
        #expect(try Self.window("0xffffea0000123400").fromAtomicPool)
        #expect(try !Self.window("0x0").fromAtomicPool)
        #expect(try !Self.window("0xffffea0000123400", device: "0000:00:11.0").fromAtomicPool)
    }

    @Test func theAgentSaysWhichProbesItArmed() {
        let facts = GuestFacts(text: Array("trace=armed\ntrace.kprobe=atomic_pool\ntrace.kprobe=pool_map\n".utf8))
        #expect(facts.probes == ["atomic_pool", "pool_map"])
    }
}
