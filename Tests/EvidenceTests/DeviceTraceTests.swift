import TestSupport
import Testing

@testable import Evidence

@Suite struct DeviceTraceTests {
    static let text = """
        4711@1700000000.123456:vtd_dmar_translate dev 00:10.00 iova 0xfffff000 -> gpa 0x12345000 mask 0xfff
        vtd_iotlb_page_hit IOTLB page hit sid 0x80 iova 0xffffe000 slpte 0x8000000012346003 domain 0x3
        vtd_dmar_fault sid 0x88 fault 5 addr 0x1000 write 1
        anything else
        """

    @Test func readsTranslationsAndFaults() {
        let trace = DeviceTrace(Array(Self.text.utf8))
        #expect(trace.translations.map(\.requester) == [0x80, 0x80])
        #expect(trace.translations.map(\.physical) == [0x1234_5000, 0x1234_6000])
        #expect(trace.translation(of: 0xffff_f123, to: 0x1234_5123, slot: "0000:00:10.0") != nil)
        #expect(trace.translation(of: 0xffff_f123, to: 0x1234_6123, slot: "0000:00:10.0") == nil)
        #expect(trace.translation(of: 0xffff_f123, to: 0x1234_5123, slot: "0000:00:11.0") == nil)
        #expect(trace.faults.map(\.address) == [0x1000])
        #expect(trace.fault(at: 0x1040, length: 64, slot: "0000:00:11.0") != nil)
        #expect(trace.fault(at: 0x1040, length: 64, slot: "0000:00:10.0") == nil)
        #expect(trace.fault(at: 0x2000, length: 64, slot: "0000:00:11.0") == nil)
    }

    /// AMD's page walk ends without a word where there is no entry; what comes out is zero.
    @Test func anAddressThatIsNotMappedIsNoTranslation() {
        let trace = DeviceTrace(
            Array(
                """
                amdvi_translation_result devid: 00:10.0 gpa 0x69f0000 hpa 0x0
                amdvi_translation_result devid: 00:10.0 gpa 0x69f0004 hpa 0x0
                amdvi_page_fault error: page fault accessing guest physical address 0x5000
                virtio_iommu_report_fault FAULT reason=2 flags=3 endpoint=136 address =0x7000

                """.utf8))
        #expect(trace.translations.isEmpty && trace.faults.count == 3)
        #expect(trace.fault(at: 0x69f_0fc0, length: 64, slot: "0000:00:10.0") != nil)
        #expect(trace.fault(at: 0x5000, length: 64, slot: "0000:00:12.0") != nil)
        #expect(trace.fault(at: 0x7000, length: 64, slot: "0000:00:11.0") != nil)
        #expect(trace.fault(at: .max, length: 64, slot: "0000:00:11.0") == nil)
    }

    @Test func readsLargePages() {
        let text = "vtd_dmar_translate dev 00:10.00 iova 0xf7ff000 -> gpa 0x103a00000 mask 0x1fffff\n"
        let trace = DeviceTrace(Array(text.utf8))
        #expect(trace.translation(of: 0xf7f_f040, to: 0x1_03bf_f040, slot: "0000:00:10.0") != nil)
        #expect(trace.translation(of: 0xf7f_f040, to: 0x1_03df_f040, slot: "0000:00:10.0") == nil)
    }

    @Test(arguments: Dice.seeds()) func survivesHostileText(seed: Int) {
        var random = Dice(seed)
        for _ in 0..<2_000 {
            var bytes = Array(Self.text.utf8)
            for _ in 0..<20 {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            #expect(DeviceTrace(bytes).translations.count <= 2)
        }
        #expect(DeviceTrace(Array(repeating: UInt8(ascii: ":"), count: 100_000)).translations.isEmpty)
    }

    @Test func refusesSlotsThatAreNone() {
        for slot in ["", ":::", "0000:00:20.0", "0000:00:10.8", "0000:zz:10.0", "x"] {
            #expect(DeviceTrace.requester(slot) == nil)
        }
    }
}
