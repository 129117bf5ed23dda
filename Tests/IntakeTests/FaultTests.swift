import RouteModel
import Testing

@testable import Intake

/// What a blocked access tells by its device, its reason and its place.
struct FaultTests {
    private static func line(_ device: String, _ reason: String) -> String {
        "[    9.1] DMAR: [DMA Read NO_PASID] Request device [\(device)] fault addr 0x7a1c0000 [fault reason \(reason)] x\n"
    }

    @Test(arguments: [
        ("0x01", "root entry is clear"), ("0x02", "context entry is clear"), ("0x04", "beyond"), ("0x05", "wrote"),
        ("0x06", "read where"), ("0x07", "next table leads nowhere"), ("0x0c", "must be clear"), ("0x0d", "blocks all"),
    ]) func everyReasonIsSaid(_ reason: String, _ words: String) {
        let answer = Reports.answer("Linux 6.1.5\n" + Self.line("03:00.0", reason))
        #expect(answer.cause.contains(words) && answer.cause.contains(reason), "\(answer.cause)")
        #expect(!answer.cause.contains("damaged"))
    }

    @Test func faultsOfTwoDevicesAreToldApart() {
        let answer = Reports.answer("Linux 6.1.5\n" + Self.line("03:00.0", "0x06") + Self.line("05:00.0", "0x02"))
        #expect(answer.cause.contains("Of 03:00.0: its reason (0x06)"), "\(answer.cause)")
        #expect(answer.cause.contains("Of 05:00.0: its reason (0x02)"), "\(answer.cause)")
    }

    @Test func theGraphicsPlaceIsSaidAndNoOthers() {
        let graphics = Reports.answer("Linux 6.1.5\n" + Self.line("00:02.0", "0x06"))
        #expect(graphics.cause.contains("frame buffer"))
        #expect(!Reports.answer("Linux 6.1.5\n" + Self.line("02:00.0", "0x06")).cause.contains("frame buffer"))
    }

    @Test func anotherWayThatHelpsMakesItPossible() {
        let fault = "Linux 6.1.5\n" + Self.line("03:00.0", "0x06")
        #expect(Reports.answer(fault).answer == .routingFine)
        let helped = Reports.answer(fault + "With intel_iommu=off it works.\n")
        #expect(helped.answer == .possible && helped.cause.hasPrefix("If the device needs what it reaches for"))
        #expect(Reports.answer(fault + "With intel_iommu=off it fails too.\n").answer == .routingFine)
    }

    @Test func aTitleThatLeavesOutNumbersIsNotDamaged() {
        let answer = Reports.answer("DMAR: [DMA Read] ... fault addr ... at boot\n" + Self.line("03:00.0", "0x06"))
        #expect(answer.answer == .routingFine && !answer.cause.contains("could not be read"))
    }

    @Test func aDamagedLineOfALogStaysDamaged() {
        let answer = Reports.answer(
            "Linux 6.1.5\n[    1.0] DMAR: OxO0 fault addr lo0O\n" + Self.line("03:00.0", "0x06"))
        #expect(answer.answer == .cannotTell && answer.cause.contains("could not be read"))
    }

    @Test func nothingIsFineWhereBytesAreLost() {
        let answer = Reports.answer(
            "Guest kernel 6.12.4, SEV guest. It hangs.\n-object sev-guest,id=s -device virtio-iommu-pci -append 'console=ttyS0'\n"
        )
        #expect(answer.predicted?.contains("bytes lost") == true)
        #expect(answer.answer != .routingFine, "\(answer.cause)")
    }

    @Test func whatFailsOrDidNotHelpByItsDescriptionIsNotAdvisedByItsName() {
        let fault = "Linux 6.1.5\n" + Self.line("03:00.0", "0x06")
        #expect(Reports.answer(fault).actions.contains { $0.attempt == "boot with iommu=pt" })
        let denied = Reports.answer(fault + "With IOMMU passthrough it fails too.\n")
        #expect(!denied.actions.contains { $0.attempt == "boot with iommu=pt" }, "\(denied.claims)")
    }

    @Test func aReleaseThatWorksIsSaidBesideAFault() {
        let answer = Reports.answer(
            "Linux version 6.1.5\n" + Self.line("03:00.0", "0x06") + "Downgrading to 5.15.3 fixes it.\n")
        #expect(answer.cause.contains("works with kernel 5.15.3"), "\(answer.cause)")
    }
}
