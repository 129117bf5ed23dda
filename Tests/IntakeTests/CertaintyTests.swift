import RouteModel
import Testing

@testable import Intake

/// What is said of an option counts only where it can mean nothing else.
struct CertaintyTests {
    @Test(arguments: [
        ("I set iommu=soft and it has been stable since, but the dock is dead now.", "iommu=soft:helps"),
        ("Of course I pass swiotlb=force to the guest.", "swiotlb=force:in-force"),
        ("The disk works if you pass _iommu=soft_ to the kernel.", "iommu=soft:helps"),
        ("If you add intel_iommu=on, the messages appear.", "intel_iommu=on:in-force"),
        ("I think that iommu=soft does not affect the picture.", "iommu=soft:unknown"),
        ("It is required to set Intel-iommu=OFF for this board.", "intel_iommu=off:helps"),
        ("Booted with iommu=pt. All is fine since.", "iommu=pt:helps"),
    ]) func aSentenceSaysNoMoreThanItsForm(_ sentence: String, _ claim: String) {
        let claims = Reports.answer("Linux 6.12.5\n\(sentence)\n").claims.map(\.told)
        #expect(claims.contains(claim), "\(claims)")
    }

    @Test func aPoolThatWasMadeSmallerIsNoLargerOneThatDidNotHelp() {
        let answer = Reports.answer(
            "Linux 6.12.5\nThe SWIOTLB size was reduced from 64MB to 2MB, and the WiFi fails.\n")
        #expect(!answer.claims.contains { $0.told == "a larger pool:no-help" })
    }

    @Test func aBootLoadersLineThatIsToldAsTheCureIsNotOfTheFailingBoot() {
        let answer = Reports.answer(
            """
            The card fails under load on 6.1.90.
            I needed to make the pool larger, and we can set it so:

            ```
            GRUB_CMDLINE_LINUX='swiotlb=65536'
            ```

            """)
        #expect(answer.claims.contains { $0.told == "swiotlb=65536:helps" }, "\(answer.claims.map(\.told))")
        #expect(answer.configuration?.boot.cmdline == "")
    }

    @Test func faultsThatCameWithTheRemedyAreNotWhatFails() {
        let answer = Reports.answer(
            "The screen freezes.\n\nI set iommu=soft and it is stable since, but now I get AMD-Vi faults at boot.\n")
        #expect(answer.symptom?.contains("does not translate") != true, "\(answer.cause)")
        #expect(answer.configuration?.boot.cmdline == "")
    }

    @Test func aRemedyThatChangesNothingInTheModelIsSaidToDisagree() {
        let answer = Reports.answer(
            "AMD Ryzen 5, kernel 6.1.90. The dock did not work.\nI had to set iommu=soft to get it working.\n")
        #expect(answer.claims.contains { $0.told == "iommu=soft:helps" && $0.agrees == false }, "\(answer.claims)")
        #expect(answer.cause.contains("does not agree"), "\(answer.cause)")
    }

    @Test func theReportsOwnWordOnWhyIsQuoted() {
        let answer = Reports.answer(
            "The card does not work.\nThe transfers are lost because the driver sets a mask wider than the device.\n")
        #expect(answer.cause.contains("not verified here: \"the transfers are lost because"), "\(answer.cause)")
    }

    @Test func whatIsNamedIsNotSaidToBeUnnamed() {
        let named = Reports.answer("The IOMMU gives strange addresses to the sound card.\n")
        #expect(named.answer == .cannotTell)
        #expect(named.cause.contains("an IOMMU") && !named.cause.contains("Nothing in it"), "\(named.cause)")
        let french = Reports.answer(
            "Les portables ont un BIOS dont la table est mauvaise, mais les ports USB ne marchent pas avec le noyau.\n")
        #expect(french.cause.contains("a language that is not read"), "\(french.cause)")
    }
}
