import Evidence
import GuestProtocol
import RouteModel
import Testing

@testable import Verdict

/// What dma_max_mapping_size() tells a driver is a predicted fact, like the acceptance of its masks.
@Suite struct MappingSizeTests {
    private static let slot = "0000:00:10.0"

    /// A device of 32 bits on a host with SME whose RAM lies below 4 GiB: until 7.2 the kernel knows of no limit, though
    /// all that it maps goes through the pool.
    private func mismatches(
        _ kernel: String, _ size: UInt64?, dmaMask: Int32 = 0, control: UInt64 = 4096,
        naming word: String = "dma_max_mapping_size()"
    ) throws -> [String] {
        let boot = Boot(kernel: kernel, platform: .host, encryption: .sme, ram: 1 << 30)
        let device = Device(name: "edu32", dmaMask: 32)
        let check = BootCheck(policy: try #require(Policy.named(kernel)), boot: boot, devices: [device])
        let facts = GuestFacts(text: Array("control.finish.0=0\n".utf8))
        let report = DeviceReport(
            device: 0, bind: 0, dmaMask: dmaMask, coherentMask: 0, control: 0, controlAddress: control, maxMapping: size
        )
        let setUp = ProbeRecord.SetUp(magic: 1, slots: [Self.slot], release: kernel, reports: [report])
        return check.mismatches(facts, setUp: setUp, device: 0).map(\.description).filter {
            $0.contains(word)
        }
    }

    @Test func whatTheReleaseGivesIsNoMismatch() throws {
        for kernel in ["linux-6.1", "linux-6.12", "linux-6.18", "linux-7.2"] {
            #expect(try mismatches(kernel, .max) == [])
        }
        #expect(try mismatches("linux-7.3", 256 << 10) == [])
        #expect(try mismatches("linux-7.3", nil) == [], "evidence that does not tell it")
    }

    /// A device that cannot be loaded for want of a right address is the kernel's doing, and not the harness's.
    @Test func aControlBufferBeyondTheMasksIsTold() throws {
        func told(_ address: UInt64) throws -> [String] {
            try mismatches("linux-7.3", nil, control: address, naming: "control buffer")
        }
        #expect(try told(0) == [], "none")
        #expect(try told(0xffff_c000) == [], "the last that there is")
        #expect(
            try told(0xffff_d000) == [
                "guest side: the kernel gives the device's control buffer the address 0xffffd000, beyond its masks "
                    + "(0xffffffff)"
            ])
        #expect(try told(.max - 4095).count == 1)
    }

    @Test func anotherSizeIsTold() throws {
        #expect(
            try mismatches("linux-7.3", .max) == [
                "guest side: dma_max_mapping_size() is no limit, predicted is 262144"
            ])
        #expect(
            try mismatches("linux-7.2", 256 << 10) == [
                "guest side: dma_max_mapping_size() is 262144, predicted is no limit"
            ])
        #expect(try mismatches("linux-7.2", 256 << 10, dmaMask: -5) == [], "the mask of before decides")
    }
}
