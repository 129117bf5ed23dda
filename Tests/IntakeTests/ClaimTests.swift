import RouteModel
import Testing

@testable import Intake

/// What prose says of an option, and that it is unknown where it is not understood.
struct ClaimTests {
    @Test(arguments: [
        ("I have to add iommu=soft on every boot", "iommu=soft:helps"),
        ("without iommu=soft the system will not boot", "iommu=soft:helps"),
        ("Workaround: iommu=soft", "iommu=soft:helps"),
        ("iommu=soft makes the problem disappear", "iommu=soft:helps"),
        ("Everything works as long as iommu=soft is there.", "iommu=soft:helps"),
        ("The card is dead unless I pass iommu=pt.", "iommu=pt:helps"),
        ("It boots fine unless swiotlb=noforce is given.", "swiotlb=noforce:in-force"),
        ("Since I set iommu=off in grub the card fails.", "iommu=off:in-force"),
        ("It started after I added swiotlb=noforce.", "swiotlb=noforce:in-force"),
        ("I cannot use the card with swiotlb=noforce.", "swiotlb=noforce:in-force"),
        ("Booting with kernel parameter swiotlb=noforce", "swiotlb=noforce:in-force"),
        ("If I remove iommu=pt everything is ok", "without iommu=pt:helps"),
        ("I disabled iommu=pt and now the errors are gone", "without iommu=pt:helps"),
        ("Disabling iommu=pt makes no difference.", "without iommu=pt:no-help"),
        ("iommu=pt has no influence", "iommu=pt:no-help"),
        ("iommu=off makes it worse", "iommu=off:no-help"),
        ("I tried iommu=pt, but it fails too.", "iommu=pt:no-help"),
        ("Booted with intel_iommu=on and no iommu=pt", "iommu=pt:absent"),
        ("Does it work with iommu=soft?", "iommu=soft:unknown"),
        ("Maybe you could try iommu=soft", "iommu=soft:unknown"),
        ("I was told to use swiotlb=131072", "swiotlb=131072:unknown"),
        ("The parameter iommu=soft is not needed on 5.15", "iommu=soft:unknown"),
        ("The problem is not related to iommu=pt", "iommu=pt:unknown"),
        ("Einzige Loesung: iommu=soft", "iommu=soft:unknown"),
        ("Ohne iommu=soft startet er nicht", "iommu=soft:unknown"),
        ("Con iommu=soft funciona, sin eso no arranca", "iommu=soft:unknown"),
    ]) func aSentenceIsTakenAtItsWord(_ sentence: String, _ claim: String) {
        let answer = Reports.answer("Linux 6.12.5\n\(sentence)\n")
        let claims = answer.claims.map(\.told)
        #expect(claims.contains(claim), "\(claims)")
    }

    @Test func ofRowsEachHasItsOwnResult() {
        let answer = Reports.answer("Linux 6.12.5\n- iommu=pt: FAIL\n- iommu=soft: PASS\n- swiotlb=noforce: FAIL\n")
        let claims = answer.claims.map(\.told)
        #expect(claims == ["iommu=pt:no-help", "iommu=soft:helps", "swiotlb=noforce:no-help"])
    }

    @Test func ofRowsTheOneThatFailsIsInForce() {
        let answer = Reports.answer("Linux 6.12.5\niommu=soft -> works\niommu=off -> fails\n")
        #expect(answer.configuration?.boot.cmdline == "iommu=off")
    }

    @Test func anOptionInsideAQuotedValueIsThatOptions() {
        let words = CommandLineWords.split(
            ReportText("command line: ro dyndbg=\"file a iommu=off +p\" swiotlb=noforce"))
        #expect(words.count == 5 && !words.contains(ReportText("iommu=off")))
        #expect(
            CommandLineWords.split(ReportText("grub_cmdline_linux='iommu=soft quiet'")).first
                == ReportText("iommu=soft"))
    }
}
