import RouteModel
import Testing

@testable import Intake

/// A token is a fact in its own grammar alone.
struct TokenTests {
    private static func facts(_ text: String) -> [String] { Reports.answer(text + "\n").read.map(\.fact) }

    @Test func aLogNamesReleasesOfOtherParts() {
        let facts = Self.facts(
            "Linux 6.12.5\n[    1.500000] Linux media interface: v2.00\nlibrary v4.04 in a kernel 2.00")
        #expect(!facts.contains { $0.contains("2.00") || $0.contains("4.04") }, "\(facts)")
    }

    @Test func whatItsWriterLeftOutIsNoNumber() {
        let facts = Self.facts(
            "DMAR: [DMA Read] Request device [0a:00.0] fault addr feXXXXXX [fault reason 06] PTE Read access is not set"
        )
        #expect(facts.contains { $0.contains("left out") && $0.contains("0a:00.0") }, "\(facts)")
        #expect(!facts.contains { $0.contains("0xfe") }, "\(facts)")
        let form = Self.facts("`DMAR: [DMA Write] Request Device [  :  :  .  ] fault addr`")
        #expect(!form.contains { $0.contains(", device") }, "\(form)")
    }

    @Test func aPrintedRangeIsThePoolsSize() {
        let facts = Self.facts(
            "[    0.000000] software IO TLB: mapped [mem 0x000000005f000000-0x000000005f080000] (0MB)")
        #expect(facts.contains("SWIOTLB: pool of 512 KiB"), "\(facts)")
    }

    @Test func moreThanANumberIsNotTheNumber() {
        let facts = Self.facts("Linux 6.12.5\nThe machine has more than 4GB of memory.")
        #expect(facts.contains("RAM: more than 4 GiB") && !facts.contains("RAM: 4096 MiB"), "\(facts)")
    }

    @Test func ofTwoMakersNoneIsNamed() {
        let facts = Self.facts("Linux 6.12.5\nVirtualization (AMD-V/VT-d) is on in the BIOS, and the card hangs.")
        #expect(!facts.contains { $0.hasPrefix("processor") }, "\(facts)")
    }

    @Test func anOptionsNameIsNoComplaint() {
        let facts = Self.facts("Linux 6.12.5\ndrv.lockup_timeout=2000 is set\ntimeout -k 1 8 prog")
        #expect(!facts.contains { $0.hasPrefix("complaint") }, "\(facts)")
    }

    @Test func aWorkingKernelNeedsItsOwnWords() {
        let facts = Self.facts("I tried a Chromebook with 5.15 kernel, and the sound fails.")
        #expect(!facts.contains { $0.contains("with which it works") }, "\(facts)")
    }

    @Test func masksAndIOMMUsAreReadInWords() {
        let answer = Reports.answer(
            "Linux 6.12.5\nThe NIC is set to 32bit DMA addressing, as the iommu is not available.\nIt fails.\n")
        #expect(answer.configuration?.device.dmaMask == 32)
        #expect(answer.read.contains { $0.fact == "IOMMU: none at work" })
    }

    @Test func anInventoryTellsOfGroups() {
        let answer = Reports.answer(
            "Linux 6.12.5\n    iommu_group: 0\n    product: Some IOMMU\n    vendor: Advanced Micro Devices, Inc. [AMD]\n"
        )
        #expect(answer.configuration?.boot.viommu == .amd, "\(answer.read)")
    }

    @Test func anIOMMUThatNobodyNamedIsAssumed() {
        let answer = Reports.answer("uname -r: 5.4.0-42-generic\nThe module is built so.\n")
        #expect(answer.assumed.contains { $0.fact == "IOMMU" && $0.value == "none" }, "\(answer.assumed)")
    }
}
