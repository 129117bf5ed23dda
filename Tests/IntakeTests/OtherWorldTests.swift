import RouteModel
import Testing

@testable import Intake

/// Worlds and machines that are told apart.
struct OtherWorldTests {
    @Test(arguments: [
        ("The camera fails in an AppVM\n\nLinux 6.1.90\n", "Xen PV"),
        (
            "The disk of the domU is missing.\n[    0.000000] Root IRQ handler: gic_handle_irq\nIt does not boot.\n",
            "Xen guest on Arm"
        ),
        (
            "The host hangs when the guest ends.\n"
                + "qemu-system-x86_64 -m 2048 -enable-kvm -device vfio-pci,host=0000:00:02.0\n"
                + "[  139.500000] DMAR: [DMA Read] Request device [00:02.0] fault addr 9a000000 [fault reason 06] PTE Read access is not set\n",
            "VFIO maps"
        ),
        ("error: kvm run failed Invalid argument\nThe SEV-SNP guest ends at once.\n", "KVM, QEMU or firmware"),
        ("I get a Bus Error from QEMU with a SEV-SNP guest.\n", "KVM, QEMU or firmware"),
    ]) func aWorldIsNamed(_ report: String, _ says: String) {
        let answer = Reports.answer(report)
        #expect(answer.answer == .notModelled && answer.cause.contains(says), "\(answer.answer) \(answer.cause)")
        #expect(!answer.read.contains { $0.fact == "RAM: 2048 MiB" })
    }

    @Test func aWordInSourceMakesNoMachine() {
        let answer = Reports.answer("The disk of a TDX guest fails.\n// the pool is there on AARCH64 too\n")
        #expect(answer.answer == .cannotTell && answer.configuration?.boot.encryption == .tdx, "\(answer.cause)")
    }

    @Test func whatQEMUComplainsOfIsNoBareMetal() {
        let answer = Reports.answer(
            "Linux 6.12.5\nThe disk of an SEV guest fails.\nqemu-system-x86_64: warning: a feature is missing\n")
        #expect(answer.contradictions.isEmpty, "\(answer.contradictions)")
    }

    @Test func anotherMachinesFactsStayOut() {
        let answer = Reports.answer(
            """
            The dock fails with kernel 6.1.90.

            In my laptop (5.17.0-1016-oem) I see:
            ```
            [    0.300000] PCI-DMA: Using software bounce buffering for IO (SWIOTLB)
            ```

            """)
        #expect(answer.read.contains { $0.fact == "of another machine: kernel: 5.17.0-1016-oem" }, "\(answer.read)")
        #expect(answer.contradictions.isEmpty && answer.configuration?.boot.kernel == "linux-6.1")
    }
}
