import RouteModel
import Testing

@testable import Intake

/// One report and what must come out.
struct Expected: Sendable, CustomTestStringConvertible {
    var report: String
    var answer: AnswerWord
    var kernel: String?
    var encryption: Encryption = .none
    var viommu: VIOMMU = .none
    var mask: Int?
    var place: Place?
    var predicted: String?
    /// Parts of the cause, of what is missing and of what contradicts.
    var says: [String] = []
    var silentOn: [String] = []
    var missing: String?
    var contradicts: String?
    /// Whether the kernel's own policy shows it.
    var own: Bool?

    var testDescription: String { report }
}

/// Reports in the manner of bug mails: devices, ages, formats and gaps of many kinds.
struct ReportTests {
    static let all: [Expected] = [
        Expected(
            report: "nvme-noforce-6.8", answer: .predictedOnly, kernel: "linux-6.1", mask: 32, place: .above4G,
            predicted: "refused, dma-addr-overflow", says: ["no pool"], own: true),
        Expected(
            report: "journal-iommu-off", answer: .predictedOnly, kernel: "linux-6.1", mask: 32, place: .above4G,
            says: ["no pool"], own: true),
        Expected(
            report: "iso-syslog-full", answer: .predictedOnly, kernel: "linux-6.12", mask: 32,
            says: ["used up", "never released"], own: true),
        Expected(
            report: "usb-one-large", answer: .predictedOnly, kernel: "linux-6.1", mask: 32,
            says: ["524288", "256 KiB"], silentOn: ["used up"], own: true),
        Expected(
            report: "old-form-no-numbers", answer: .possible, kernel: "linux-6.1",
            says: ["Before 5.0", "16384"], own: true),
        Expected(report: "half-used", answer: .cannotTell, kernel: "linux-6.1", missing: "min_align_mask"),
        Expected(
            report: "wrapped-mail", answer: .predictedOnly, kernel: "linux-6.12", mask: 32,
            says: ["32760 of 32768"], own: true),
        Expected(
            report: "html-crlf", answer: .predictedOnly, kernel: "linux-6.1", mask: 32, place: .above4G,
            says: ["no pool"], own: true),
        Expected(
            report: "colours-sme-noforce", answer: .predictedOnly, kernel: "linux-7.2", encryption: .sme,
            viommu: .amd, mask: 32, says: ["C-bit"], own: true),
        Expected(
            report: "sev-virtio-refused", answer: .predictedOnly, kernel: "linux-6.1", encryption: .sev,
            predicted: "no driver", says: ["iommu_platform=on"], own: true),
        Expected(
            report: "sev-qemu-line", answer: .cannotTell, kernel: "linux-6.12", encryption: .sev,
            predicted: "bounce, C-bit clear, memory decrypted", says: ["confidential-guest-support"], own: false),
        Expected(
            report: "snp-large-nvme", answer: .predictedOnly, kernel: "linux-6.1", encryption: .sev,
            says: ["524285 of 524288", "1024 MiB"], own: true),
        Expected(
            report: "tdx-full", answer: .predictedOnly, kernel: "linux-6.12", encryption: .tdx,
            says: ["1048576"], silentOn: ["used up"], own: true),
        Expected(
            report: "untrusted-thunderbolt", answer: .predictedOnly, kernel: "linux-6.1", viommu: .intel,
            predicted: "refused, bounce-inactive", says: ["does not trust"], own: true),
        Expected(
            report: "amdvi-faults", answer: .routingFine, kernel: "linux-6.1", viommu: .amd,
            predicted: "translated", says: ["not mapped"], own: false),
        Expected(
            report: "dmar-fault", answer: .routingFine, kernel: "linux-6.1", viommu: .intel,
            predicted: "translated", own: false),
        Expected(report: "amdgpu-hang", answer: .routingFine, kernel: "linux-6.1", viommu: .amd, own: false),
        Expected(
            report: "sme-amdgpu-fine", answer: .routingFine, kernel: "linux-6.1", encryption: .sme, viommu: .amd,
            own: false),
        Expected(
            report: "sme-old-banner", answer: .possible, kernel: "linux-6.1", encryption: .sme,
            says: ["Before 5.0", "1522"], own: true),
        Expected(report: "garbage-words", answer: .cannotTell, missing: "kernel's version"),
        Expected(report: "only-question", answer: .cannotTell, kernel: "linux-6.1", missing: "a symptom"),
        Expected(report: "only-lspci", answer: .cannotTell, kernel: "linux-7.3", missing: "command line"),
        Expected(
            report: "two-kernels", answer: .possible, kernel: "linux-7.3", viommu: .intel, mask: 30,
            contradicts: "several kernels", own: true),
        Expected(
            report: "bus-limit", answer: .predictedOnly, kernel: "linux-6.18", mask: 32, place: .above4G, own: true),
        Expected(
            report: "swiotlb-addr", answer: .predictedOnly, kernel: "linux-6.1", mask: 30, place: .aboveMask,
            predicted: "refused, swiotlb-addr-overflow", says: ["pool itself lies beyond"], own: true),
        Expected(
            report: "pt-32bit-host", answer: .predictedOnly, kernel: "linux-6.12", viommu: .intel, mask: 32,
            says: ["32700"], own: true),
        Expected(
            report: "patched-force", answer: .predictedOnly, kernel: "linux-7.2", encryption: .sme, viommu: .amd,
            predicted: "bounce, C-bit clear, memory decrypted", says: ["series-v6", "Not as released"], own: false),
        Expected(
            report: "unpatched-force", answer: .routingFine, kernel: "linux-7.3", encryption: .sme, viommu: .amd,
            own: false),
        Expected(
            report: "snp-noforce-73", answer: .predictedOnly, kernel: "linux-7.3", encryption: .sev, mask: 64,
            predicted: "refused, dma-addr-overflow", says: ["must be bounced"], own: true),
        Expected(
            report: "libvirt-sev", answer: .predictedOnly, kernel: "linux-7.3", encryption: .sev, viommu: .virtio,
            says: ["bytes lost"], own: true),
        Expected(
            report: "coherent-vm", answer: .routingFine, kernel: "linux-6.1", predicted: "coherent",
            says: ["memory in the device's reach"], own: false),
        Expected(report: "quoted-printable", answer: .predictedOnly, kernel: "linux-6.12", mask: 32, own: true),
        Expected(
            report: "arm-v3d", answer: .notModelled, kernel: "linux-6.1", mask: 30, place: .aboveMask,
            says: ["536576"], own: true),
        Expected(
            report: "printk-caller", answer: .predictedOnly, kernel: "linux-6.1", mask: 32, says: ["total 0"], own: true
        ),
        Expected(
            report: "intel-default", answer: .routingFine, kernel: "linux-6.12", viommu: .intel,
            predicted: "translated", own: false),
        Expected(
            report: "worked-before", answer: .predictedOnly, kernel: "linux-6.12", mask: 32, place: .above4G,
            says: ["works with iommu=soft agrees"], own: true),
        Expected(
            report: "advice", answer: .cannotTell, kernel: "linux-6.12", says: ["three causes"],
            missing: "total and used"),
        Expected(
            report: "snp-slow", answer: .cannotTell, kernel: "linux-6.1", encryption: .sev,
            predicted: "bounce, C-bit clear, memory decrypted", missing: "a symptom"),
        Expected(
            report: "tdx-no-pool", answer: .possible, kernel: "linux-6.12", encryption: .tdx, says: ["total 0"]),
        Expected(
            report: "mask-of-36-bits", answer: .predictedOnly, kernel: "linux-6.1", mask: 32, place: .above4G,
            silentOn: ["not what the model"], own: true),
        Expected(
            report: "sme-c-bit-51", answer: .possible, kernel: "linux-7.3", encryption: .sme, mask: 31,
            says: ["With the C-bit"], missing: "what removed the pool", own: true),
        Expected(
            report: "several-machines", answer: .predictedOnly, kernel: "linux-7.3", encryption: .sme, viommu: .amd,
            says: ["series-v6", "Not as released"], contradicts: "SME is named", own: false),
        Expected(
            report: "pve-hba", answer: .predictedOnly, kernel: "linux-6.1", mask: 32, says: ["520192"],
            silentOn: ["used up"], own: true),
        Expected(
            report: "refused-no-reason", answer: .cannotTell, kernel: "linux-6.1", missing: "message about the refusal"),
        Expected(report: "virtio-goes-around", answer: .cannotTell, kernel: "linux-6.12", predicted: "physical"),
        Expected(
            report: "sme-old-microcode", answer: .predictedOnly, kernel: "linux-6.1", encryption: .sme,
            says: ["mem_encrypt=off agrees"], own: true),
        Expected(
            report: "address-within-mask", answer: .cannotTell, kernel: "linux-6.18", viommu: .intel,
            missing: "what explains", contradicts: "lies within the limit"),
        Expected(
            report: "tdx-noforce", answer: .predictedOnly, kernel: "linux-6.12", encryption: .tdx,
            says: ["predicts otherwise"], own: false),
        Expected(
            report: "rhel-sev-es", answer: .predictedOnly, kernel: "linux-6.1", encryption: .sev, mask: 32,
            says: ["no pool"], own: true),
        Expected(report: "hostile", answer: .predictedOnly, kernel: "linux-6.1"),
    ]

    @Test(arguments: all) func aReportInSomebodysWords(_ expected: Expected) throws {
        let answer = try Reports.answer(named: expected.report)
        #expect(answer.answer == expected.answer)
        #expect(answer.configuration?.boot.kernel == expected.kernel)
        #expect(answer.configuration?.boot.encryption ?? .none == expected.encryption)
        #expect(answer.configuration?.boot.viommu ?? .none == expected.viommu)
        if let mask = expected.mask { #expect(answer.configuration?.device.dmaMask == mask) }
        if let place = expected.place { #expect(answer.configuration?.request.place == place) }
        if let predicted = expected.predicted { #expect(answer.predicted == predicted) }
        for words in expected.says { #expect(answer.cause.contains(words), "\(answer.cause)") }
        for words in expected.silentOn { #expect(!answer.cause.contains(words), "\(answer.cause)") }
        if let missing = expected.missing {
            #expect(answer.missing.contains { $0.contains(missing) }, "\(answer.missing)")
        }
        if let contradicts = expected.contradicts {
            #expect(answer.contradictions.contains { $0.contains(contradicts) }, "\(answer.contradictions)")
        } else {
            #expect(answer.contradictions.isEmpty, "\(answer.contradictions)")
        }
        if let own = expected.own, let kernel = expected.kernel { #expect(answer.showing.contains(kernel) == own) }
    }

    @Test func everyReportHasAnExpectation() {
        let examples: Set = ["no-pool", "no-viommu", "pool-exhausted", "sme-gpu", "sme-pt-force", "too-large"]
        #expect(Set(Reports.names) == examples.union(Self.all.map(\.report)).union(Graded.all.map(\.report)))
    }
}
