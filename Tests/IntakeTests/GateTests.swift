import RouteModel
import Testing

@testable import Intake

/// An answer says no more than what vouches for it, and what nobody gave is told as assumed.
struct GateTests {
    private static let fault =
        "[    9.1] DMAR: [DMA Read] Request device [01:00.0] fault addr 9a000000 [fault reason 06] PTE Read access is not set\n"
    private static let full = "swiotlb buffer is full (sz: 4096 bytes), total 32768 (slots), used 32768 (slots)"

    @Test func aFaultThatAMachinePrintedIsFineAndOneThatSomebodyTellsOfIsNot() {
        #expect(Reports.answer("Linux 6.12.5\n" + Self.fault).answer == .routingFine)
        let told = Reports.answer("Linux 6.12.5, an EPYC.\nThe log is full of AMD-Vi faults.\n")
        #expect(told.answer == .cannotTell && told.missing.contains { $0.contains("a line of the fault") })
    }

    @Test func nothingIsFineBesideALineOfTroubleThatIsNotUnderstood() {
        let warning = "[   23.7] WARNING: CPU: 2 PID: 1 at drivers/iommu/amd/init.c:980 frobnicate_all+0x1\n"
        let answer = Reports.answer("Linux 6.12.5\n" + Self.fault + warning)
        #expect(answer.answer == .cannotTell)
        #expect(answer.missing.contains { $0.hasPrefix("what this means: \"warning: cpu: 2") }, "\(answer.missing)")
        #expect(Reports.answer("Linux 6.12.5\n" + Self.fault + "The kernel crashes.\n").answer == .cannotTell)
        #expect(answer.missing.compactMap { Asking.command(for: $0) } == ["dmesg"], "\(answer.missing)")
    }

    @Test func everyPartThatNobodyGaveIsTold() {
        let answer = Reports.answer("foo 0000:01:00.0: \(Self.full)\n")
        for fact in ["architecture", "kernel", "encryption", "command line", "platform", "DMA mask"] {
            #expect(answer.assumed.contains { $0.fact == fact }, "\(fact): \(answer.assumed.map(\.fact))")
        }
        let given = Reports.answer(
            "Linux version 6.12.5 (x) #1 SMP x86_64\nCommand line: ro iommu=off\nfoo 0000:01:00.0: \(Self.full)\n")
        for fact in ["architecture", "kernel", "command line", "IOMMU", "size of the pool"] {
            #expect(!given.assumed.contains { $0.fact == fact }, "\(fact)")
        }
    }

    @Test func aRefusalThatSomebodyTellsOfIsPossibleAtMost() {
        let told = Reports.answer("Linux 6.12.5\nWith swiotlb=131072 the \"swiotlb buffer is full\" errors are gone.\n")
        #expect(told.answer == .possible && told.cause.hasPrefix("If the refusal was as it is told"), "\(told.cause)")
        #expect(Reports.answer("Linux 6.12.5\nfoo 0000:01:00.0: \(Self.full)\n").answer == .predictedOnly)
    }

    @Test func whatOthersSayHelpedNobodyHere() {
        let advice = "Booting with iommu=pt fixes it.\n"
        let report = "Linux 6.12.5, it fails.\n" + Self.fault
        #expect(Reports.answer(report + advice).claims.map(\.told).contains("iommu=pt:helps"))
        for other in [
            report + "\nmaintainer wrote on 2024-02-03:\n" + advice,
            "> " + advice + "\n" + report,
            "From: A Reporter <a@example.org>\n\(report)\nFrom: B Maintainer <b@example.org>\n\(advice)",
        ] {
            let told = Reports.answer(other)
            let isOthers =
                other.hasPrefix(">")
                ? told.claims.isEmpty == false : told.claims.map(\.told).contains("iommu=pt:unknown")
            #expect(isOthers, "\(told.claims.map(\.told))")
        }
        let own = Reports.answer(
            "From: A Reporter <a@example.org>\n\(report)\nFrom: B Maintainer <b@example.org>\nWhat helps?\nFrom: A Reporter <a@example.org>\n\(advice)"
        )
        #expect(own.claims.map(\.told).contains("iommu=pt:helps"))
    }

    @Test func twoArchitecturesInOneBootAreSaidAndNeitherIsChosen() {
        let pc =
            "[    0.0] BIOS-e820: [mem 0x0000000100000000-0x000000023fffffff] usable\n[    0.1] RIP: 0010:foo+0x1\n"
        let both = Reports.answer(
            "Linux 6.12.5 hangs.\n" + pc + "[    0.2] arch_timer: cp15 timer running\n" + Self.fault)
        #expect(both.answer == .cannotTell && both.contradictions.contains { $0.contains("one boot") }, "\(both.cause)")
        let prose = Reports.answer("Linux 6.12.5 fails, and so does my aarch64 board.\n" + pc + Self.fault)
        #expect(prose.answer == .routingFine && prose.read.contains { $0.fact.contains("is named, and a PC printed") })
    }

    @Test func aReleaseBetweenTwoKernelsIsOneThatIsAssumed() {
        let answer = Reports.answer("Linux 6.14.2\nfoo 0000:01:00.0: \(Self.full)\n")
        #expect(answer.assumed.contains { $0.fact == "release of the kernel" && $0.value.contains("6.14.2") })
    }

    @Test func whatAnotherWriterShowsIsOfAnotherBoot() {
        let answer = Reports.answer(
            """
            reporter commented on 2024-01-05
            Linux version 6.12.5 (x) #1 SMP x86_64
            Command line: ro iommu=off
            foo 0000:01:00.0: DMA addr 0x0000000345670000+4096 overflow (mask ffffffff, bus limit 0).

            helper commented on 2024-01-06
            I see it too, and iommu=soft helps:
            Linux version 6.1.9 (y) #1 SMP x86_64
            Command line: ro swiotlb=noforce
            foo 0000:01:00.0: DMA addr 0x0000000345670000+4096 overflow (mask ffffffff, bus limit 0).
            """)
        #expect(answer.configuration?.boot.kernel == "linux-6.12" && answer.configuration?.boot.cmdline == "iommu=off")
        #expect(answer.claims.map(\.told) == ["iommu=soft:unknown"], "\(answer.claims.map(\.told))")
    }

    @Test func whatTheReporterSaysOfTheIOMMUIsAFactWhereNobodyElseDoes() {
        let answer = Reports.answer(
            """
            Ryzen 7, Linux version 5.17.9 (x) #1 SMP x86_64
            [    0.122077] AMD Memory Encryption Features active: SME
            I also have IOMMU enabled in the UEFI, and dmesg reports that it's working. However, X fails:
            [   24.364] (EE) NVIDIA(GPU-0): Failed to initialize DMA.
            """)
        #expect(answer.claims.map(\.told) == ["the IOMMU on:in-force"], "\(answer.claims.map(\.told))")
        #expect(answer.configuration?.boot.viommu == .amd)
    }

    @Test func whatIsAskedIsNoFactAndWhatIsProposedNoRemedy() {
        let answer = Reports.answer(
            "The card does not work with kernel 6.1.9. Is it possible that my SEV guest is to blame?\n\n"
                + "## Possible workaround\nMove the card to another slot of the board.\n")
        #expect(answer.configuration?.boot.encryption == Encryption.none)
        #expect(!answer.claims.contains { $0.claim.polarity == .helps }, "\(answer.claims.map(\.told))")
    }

    @Test func whatAPatchProposesHelpedNobodyYet() {
        let patch =
            "Linux 6.12.5, the card fails:\n" + Self.fault
            + "Booting with iommu=pt fixes it.\n\nSigned-off-by: A Writer <a@example.org>\n"
        #expect(Reports.answer(patch).claims.map(\.told) == ["iommu=pt:unknown"])
        let own = "Fix an issue with IOMMU and the card, kernel 6.12.5.\n" + Self.fault
        #expect(Reports.answer(own).claims.isEmpty)
    }

    @Test func aNoteInTheReportersTextIsTheReporters() {
        let answer = Reports.answer(
            "Linux 6.12.5 fails.\n" + Self.fault + "\n> [!NOTE]\n> Booting with iommu=pt fixes it.\n")
        #expect(answer.claims.map(\.told) == ["iommu=pt:helps"], "\(answer.claims.map(\.told))")
    }

    @Test func aLoggersHostTellsOfItsWorld() {
        let answer = Reports.answer(
            "Dec 04 00:58:22 dom0 kernel: amdgpu 0000:07:00.0: PM: failed to resume async: error -62\n")
        #expect(answer.answer == .notModelled && answer.cause.contains("Xen PV"), "\(answer.cause)")
        #expect(Reports.answer("My kernel version is greater than 2.5.0, and the card fails.\n").reportedKernel == nil)
    }
}
