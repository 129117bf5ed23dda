import Evidence
import RouteModel
import Testing

@testable import Verdict

/// The pool's label is a predicted fact: a kernel whose memory says otherwise fails what is served from it.
@Suite struct LabelCheckTests {
    private func mismatches(_ kernel: String, _ label: Bool?) throws -> [String] {
        let boot = Boot(
            kernel: kernel, platform: .host, encryption: .sme, cmdline: "swiotlb=force", ram: 1 << 30)
        let check = BootCheck(policy: try #require(Policy.named(kernel)), boot: boot, devices: [])
        let facts = GuestFacts(text: Array("swiotlb.io_tlb_nslabs=32768\ncontrol.finish.0=0\n".utf8))
        let state = PoolState(slots: 32768, range: 0x3000_0000...0x33ff_ffff, forceBounce: true, ccShared: label)
        let seen = KernelState(pool: .read(state), encryption: "AMD SME")
        return check.labelMismatches(facts, kernel: seen).map(\.description)
    }

    @Test func whatThePolicyPredictsIsNoMismatch() throws {
        #expect(try mismatches("linux-7.3", true) == [])
        #expect(try mismatches("linux-7.2", nil) == [])
    }

    @Test func anotherLabelIsTold() throws {
        let cleared = try mismatches("linux-7.3", false)
        #expect(cleared.first == "kernel side: the pool's label cc_shared is false, predicted is true")
        #expect(
            cleared.contains {
                $0.hasPrefix("rule swiotlb/pool-label: ") && $0.hasSuffix("would predict what was seen")
            })
        let missing = try mismatches("linux-7.3", nil)
        #expect(missing.first == "kernel side: the pool's state has no label cc_shared, predicted is one")
        #expect(missing.last?.hasPrefix("rule swiotlb/pool-label: ") == true)
        #expect(try mismatches("linux-7.2", true).first?.hasSuffix("has a label cc_shared, predicted is none") == true)
    }

    @Test func whatNobodyReadIsNoMismatch() throws {
        let boot = Boot(kernel: "linux-7.3", platform: .host, encryption: .sme, cmdline: "swiotlb=force", ram: 1 << 30)
        let check = BootCheck(policy: try #require(Policy.named("linux-7.3")), boot: boot, devices: [])
        let facts = GuestFacts(text: Array("swiotlb.io_tlb_nslabs=32768\ncontrol.finish.0=0\n".utf8))
        let seen = KernelState(pool: .unread("nobody looked"), encryption: "AMD SME")
        #expect(check.labelMismatches(facts, kernel: seen) == [])
    }
}
