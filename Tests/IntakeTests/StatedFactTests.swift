import RouteModel
import Testing

@testable import Intake

/// Facts that are set by hand, and what is asked of a reporter.
struct StatedFactTests {
    private static let overflow =
        "Linux 6.12.5\nfoo 0000:01:00.0: DMA addr 0x0000000345670000+4096 overflow (mask ffffffff, bus limit 0).\n"

    private func answer(_ facts: [String]) throws -> Reproduction {
        let pasted = Pasted([(name: "report", bytes: [UInt8](Self.overflow.utf8))])
        return Reproduction.of(pasted, kernels: Reports.kernels, given: try facts.map { try StatedFact($0) })
    }

    @Test func aFactSetByHandWeighsMore() throws {
        #expect(try answer([]).answer == .possible)
        let set = try answer(["cmdline=swiotlb=noforce", "kernel=7.3.1", "mask=30"])
        #expect(set.answer == .predictedOnly)
        #expect(set.configuration?.boot.cmdline == "swiotlb=noforce")
        #expect(set.configuration?.boot.kernel == "linux-7.3")
        #expect(set.configuration?.device.dmaMask == 30)
        #expect(set.read.contains { $0.fact.hasPrefix("mask set by hand") })
    }

    @Test(arguments: [
        "", "mask", "mask=", "mask=99", "colour=red", "kernel=new", "platform=moon", "ram=much", "cmdline=$(id)",
        "used=-1",
        "encryption=rot13", "untrusted=perhaps", "=", "size=0",
    ]) func whatSaysNothingIsRefusedWithWhatCanBeSet(_ text: String) {
        #expect(throws: StatedFact.Wrong.self) { try StatedFact(text) }
    }

    @Test func theMailAsksForWhatIsMissing() {
        let pasted = Pasted([(name: "report", bytes: [UInt8](Self.overflow.utf8))])
        let record = ReproductionRecord(Reproduction.of(pasted, kernels: Reports.kernels), of: pasted, cell: nil)
        #expect(record.mail.contains("cat /proc/cmdline"))
        #expect(!record.mail.contains("uname -r"))
    }

    @Test func whatIsMissingHasItsCommand() {
        for missing in ["the kernel's version", "the kernel's command line", "the device's DMA mask"] {
            #expect(Asking.command(for: missing) != nil, "\(missing)")
        }
    }
}
