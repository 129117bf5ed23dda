import RouteModel
import Testing

@testable import Intake

/// Logs of many megabytes.
struct LargeReportTests {
    private static let noise = "[   12.345678] usb 1-1: new high-speed USB device number 2 using xhci_hcd\n"
    private static let head =
        "[    0.000000] Linux version 6.12.5 (x) #1 SMP\n[    0.000000] Command line: ro swiotlb=noforce\n"
    private static let refusal =
        "[ 9999.000000] foo 0000:01:00.0: DMA addr 0x0000000345670000+4096 overflow (mask ffffffff, bus limit 0).\n"

    @Test func whatStandsAtTheEndOfAMillionLinesIsReadWithItsLine() {
        let count = 40_000
        let answer = Reports.answer(Self.head + String(repeating: Self.noise, count: count) + Self.refusal)
        #expect(answer.answer == .predictedOnly)
        #expect(answer.configuration?.boot.cmdline == "swiotlb=noforce")
        #expect(answer.read.contains { $0.fact.hasPrefix("DMA addr overflow") && $0.line == count + 3 })
    }

    @Test func ofWhatIsTooLongTheHeadAndTheTailAreRead() {
        let text = Self.head + String(repeating: Self.noise, count: 4000) + Self.refusal
        let pasted = Pasted([(name: "log", bytes: [UInt8](text.utf8))], most: 8192)
        #expect(pasted.cut)
        let answer = Reproduction.of(pasted, kernels: Reports.kernels)
        #expect(answer.answer == .predictedOnly)
        #expect(answer.read.contains { $0.fact.hasPrefix("DMA addr overflow") && $0.line == 4003 })
    }

    @Test func aMessageThatRepeatsItselfIsReadAndNotKept() {
        let answer = Reports.answer(Self.head + String(repeating: Self.refusal, count: 30_000))
        #expect(answer.answer == .predictedOnly)
    }

    @Test func proseThatIsNotLookedAtIsNamedByItsFirstLine() {
        func told(_ count: Int) -> [String] {
            let prose = (0..<count).map { "It does not help to have the iommu on, in try \($0).\n\n" }.joined()
            return Reports.answer(Self.head + prose + Self.refusal).read
                .filter { $0.fact.hasPrefix("not looked at") }.map { "\($0.line): \($0.fact)" }
        }
        #expect(told(256).isEmpty)
        #expect(told(257).contains { $0.hasPrefix("515: ") && $0.contains("an IOMMU or a pool") })
    }

    @Test func eachWordIsFoundWhateverItsLetters() {
        for line in ["xx SWIOTLB xx", "Amd-Vi:", "a swswiotlb", "DMA", "kernel"] {
            #expect(Keywords.shared.matches([UInt8](line.utf8)[...]), "\(line)")
        }
        for line in ["", "usb 1-1: new device", "swiotl", "\u{ff}\u{0}"] {
            #expect(!Keywords.shared.matches([UInt8](line.utf8)[...]), "\(line)")
        }
    }
}
