import RouteModel
import Testing

@testable import Intake

/// What prose says of releases, of RAM and of what no option names, and whose numbers are no kernel's.
struct StandingTests {
    private func facts(_ text: String) -> [String] { Reports.answer(text).read.map(\.fact) }

    @Test(arguments: [
        ("Works with 5.4, fails with 5.10.", "5.4", "5.10"),
        ("Kernel 5.15.20 is fine. Kernel 6.1.9 crashes.", "5.15.20", "6.1.9"),
        ("The old kernel 4.19.30 works fine, since the update to 5.4.2 it hangs.", "4.19.30", "5.4.2"),
        ("6.1.7: OK\n6.6.7: FAIL", "6.1.7", "6.6.7"),
        ("With kernel 5.10.9 everything works, but kernel 5.19.4 hangs.", "5.10.9", "5.19.4"),
        ("| 5.4.60 | PASS |\n| 5.8.60 | FAIL |", "5.4.60", "5.8.60"),
    ]) func aReleaseThatWorksIsNotTheFailingOne(_ text: String, _ works: String, _ fails: String) {
        let facts = facts("\(text)\nCommand line: ro iommu=pt\n")
        #expect(facts.contains("kernel with which it works: \(works)"), "\(facts)")
        #expect(facts.contains("kernel: \(fails)") && !facts.contains("kernel: \(works)"), "\(facts)")
    }

    @Test(arguments: [
        "I have not checked 6.13.1 yet, it happens with the 6.12.4 kernel.",
        "Can you test 6.13.1, as kernel 6.12.4 hangs?",
    ]) func whatNobodyTriedIsNotTheFailingOne(_ text: String) {
        #expect(!facts(text).contains("kernel: 6.13.1"), "\(facts(text))")
    }

    @Test(arguments: [
        "Firmware 4.9.0.3 shows the faults.", "coreboot 4.12 was flashed.",
        "The board runs R4.0.4, and 4.0.4 is the newest.",
        "(XEN) Xen version 4.8.5 (x@y) (gcc (GCC) 6.4.1 20170727)", "libvirt 6.0.0 and QEMU emulator version 5.2.0",
        "Update the image to 4.7-name-4.", "Qubes OS 4.1.2", "BIOS version: 3.05", "the driver version is 5.10.6",
    ]) func anothersReleaseIsNoKernels(_ text: String) {
        #expect(!facts("\(text)\nCommand line: ro iommu=pt\n").contains { $0.hasPrefix("kernel") }, "\(facts(text))")
    }

    @Test func memoryWithWhichItWorksIsNotThatOfTheFailingMachine() {
        let facts = facts("With 8 GB of RAM it works, with 64 GB of RAM it hangs. Linux 6.1.5")
        #expect(facts.contains("RAM with which it works: 8192 MiB") && facts.contains("RAM: 65536 MiB"), "\(facts)")
    }

    @Test(arguments: [
        ("Disabling VT-d makes them appear.", "the IOMMU off:helps"),
        ("With the IOMMU disabled in the BIOS it works.", "the IOMMU off:helps"),
        ("The IOMMU is disabled because the disk is corrupted otherwise.", "the IOMMU off:helps"),
        ("When the IOMMU is enabled, the machine hangs.", "the IOMMU on:in-force"),
        ("Enabling the IOMMU fixed it.", "the IOMMU on:helps"),
        ("Enlarging the swiotlb did not change anything.", "a larger pool:no-help"),
        ("I tried a larger pool, but if I do so, it fails all the same.", "a larger pool:no-help"),
        ("It works well in translated mode.", "translation by the IOMMU:helps"),
        ("With IOMMU passthrough the card fails.", "passthrough mode of the IOMMU:in-force"),
    ]) func whatNoOptionNamesHasAPolarity(_ sentence: String, _ claim: String) {
        let answer = Reports.answer("Linux 6.12.5\n\(sentence)\n")
        let claims = answer.claims.map(\.told)
        #expect(claims.contains(claim), "\(claims)")
    }

    @Test(arguments: [
        "Should I disable the IOMMU?", "Install it without IOMMU errors.", "You could try to disable VT-d.",
        "I think a larger swiotlb size is good for performance.", "Enable IOMMU support in the kernel.",
        "If you like, test it again with the IOMMU enabled.",
    ]) func whatIsAskedWishedOrMeantIsNoClaim(_ sentence: String) {
        let claims = Reports.answer("Linux 6.12.5\n\n\(sentence)\n").claims.filter { $0.claim.polarity != .unknown }
        #expect(claims.isEmpty, "\(claims)")
    }

    @Test(arguments: [
        ("Reverting to the older overlay fixed the issue for me.", Claim.Polarity.helps),
        ("Reloading the module did not help with that either.", .noHelp),
    ]) func aSentenceOnAnythingElseIsQuoted(_ sentence: String, _ polarity: Claim.Polarity) {
        let quoted = Reports.answer("Linux 6.12.5\nIt hangs.\n\n\(sentence)\n").claims.filter {
            $0.claim.subject == .sentence
        }
        #expect(quoted.map(\.claim.polarity) == [polarity], "\(quoted)")
    }

    @Test(arguments: [
        "How do I get this fixed, please?", "This should be fixed by the next release, I hope.",
        "Errors that I haven't seen before are in the log now.", "The second disk is gone after that.",
    ]) func whatMendsNothingIsNotQuoted(_ sentence: String) {
        let answer = Reports.answer("Linux 6.12.5\nIt hangs.\n\n\(sentence)\n")
        #expect(!answer.claims.contains { $0.claim.subject == .sentence }, "\(answer.claims)")
    }

    @Test func whatShouldHappenIsNotWhatDoes() {
        let answer = Reports.answer(
            "Linux 6.12.5\n### Expected behaviour\nWith the IOMMU off it works.\n### Actual\nhangs\n")
        #expect(answer.claims.isEmpty, "\(answer.claims)")
    }
}
