import RouteModel
import Testing

@testable import Intake

/// Which kernel stands in for the reported one.
struct KernelTests {
    @Test(arguments: [
        ("5.3.0", "linux-6.1"), ("6.1.0", "linux-6.1"), ("6.2.1", "linux-6.1"), ("6.12.0", "linux-6.12"),
        ("6.17.9", "linux-6.12"), ("6.18.0-rc1", "linux-6.18"), ("6.19.3", "linux-6.18"), ("7.2.0", "linux-7.2"),
        ("7.9.1", "linux-7.3"), ("8.0.0", "linux-7.3"),
    ]) func theNewestAtHandThatIsNotNewerElseTheOldest(_ version: String, _ name: String) {
        let answer = Reports.answer("Linux version \(version) (x) #1\nCommand line: ro iommu=pt")
        #expect(answer.configuration?.boot.kernel == name)
    }

    @Test func otherProgramsVersionsAreNoneOfTheKernels() {
        let answer = Reports.answer(
            """
            QEMU 8.2.1, gcc 13.2.0, BIOS 5.12, NVIDIA driver 5.35.1, address 10.0.0.1, took 5.3 s, systemd 4.2.1
            Command line: ro iommu=pt
            """)
        #expect(answer.missing.contains("the kernel's version"))
    }
}
