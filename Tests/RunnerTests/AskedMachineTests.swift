import RouteModel
import Testing

@testable import Evidence
@testable import Runner

/// The command line that a guest tells against the one that was asked for.
@Suite struct AskedMachineTests {
    private static let asked = AskedMachine(
        boot: Boot(kernel: "linux-7.3", cmdline: "swiotlb=force", ram: 1 << 30), release: nil)

    private static func difference(_ line: String) -> String? {
        let facts = "cmdline=console=ttyS0 nokaslr\(line)\ncontrol.finish.0000:00:10.0=0\n"
        return asked.difference(GuestFacts(text: Array(facts.utf8)), released: nil)
    }

    /// A run whose guest side is not asked to look says so behind the options under test.
    @Test(arguments: [" swiotlb=force", " swiotlb=force dmaroute.trace=off"])
    func theHarnesssOwnWordsMakeNoOtherMachine(line: String) {
        #expect(Self.difference(line) == nil)
    }

    @Test(arguments: ["", " swiotlb=noforce", " swiotlb=force iommu=pt", " swiotlb=force dmaroute.trace=off iommu=off"])
    func otherOptionsAreAnotherMachine(line: String) {
        #expect(Self.difference(line) != nil)
    }
}
