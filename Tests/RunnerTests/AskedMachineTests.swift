import RouteModel
import Testing

@testable import Evidence
@testable import Runner

/// The command line that a guest tells against the one that was asked for.
@Suite struct AskedMachineTests {
    private static let asked = AskedMachine(
        boot: Boot(kernel: "linux-7.3", cmdline: "swiotlb=force", ram: 1 << 30), release: nil)

    private static func difference(_ line: String) -> String? {
        let facts =
            "uname.release=7.3.4\ncmdline=console=ttyS0 nokaslr\(line)\nprocessors=1\ncontrol.finish.0000:00:10.0=0\n"
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

    /// The greeting's release and the facts' must both be the kernel's.
    @Test(
        arguments: [
            ("7.3.4", "7.3.4", nil), ("7.3.5", "7.3.4", "7.3.5"), ("7.3.4", "7.3.5", "7.3.5"), (nil, "7.3.4", nil),
            (nil, "7.3.5", "7.3.5"),
        ] as [(String?, String, String?)])
    func anotherReleaseIsAnotherMachine(greeted: String?, told: String, other: String?) {
        let machine = AskedMachine(boot: Boot(kernel: "linux-7.3", ram: 1 << 30), release: "7.3.4")
        let text =
            "uname.release=\(told)\ncmdline=console=ttyS0 nokaslr\nprocessors=1\ncontrol.finish.0000:00:10.0=0\n"
        let facts = GuestFacts(text: Array(text.utf8))
        #expect(
            machine.difference(facts, released: greeted)
                == other.map { "the guest runs \($0), and the run's kernel is 7.3.4" })
    }

    @Test func factsThatAreCutAccuseNobody() {
        let machine = AskedMachine(boot: Boot(kernel: "linux-7.3", ram: 1 << 30), release: "7.3.4")
        #expect(machine.difference(GuestFacts(text: Array("uname.release=x\n".utf8)), released: "y") == nil)
    }
}
