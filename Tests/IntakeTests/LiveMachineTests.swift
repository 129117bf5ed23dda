import RouteModel
import Testing

@testable import Intake

struct LiveMachineTests {
    private static let kernels = Policy.releases.map(\.name)
    private static let sev = "cpuid.0x8000001f=0x2 0x73 0x0 0x0\n"

    private func machine(_ facts: String, log: [String] = ["Linux version 6.1"]) -> LiveMachine? {
        LiveMachine(facts: Array(("observe.format=1\n" + facts).utf8), log: log, kernels: Self.kernels)
    }

    @Test func whatWasReadBecomesABoot() throws {
        let found = try #require(
            machine(
                """
                uname.release=6.14.0-1-generic
                cmdline=root=/dev/sda1 crashkernel=256M iommu=pt swiotlb=65536,force quiet
                cpu.possible=0-7
                cpuid.0x1=0x0 0x0 0x80000000 0x0
                iomem.ram=0x100000-0xbfffffff
                iomem.ram=0x100000000-0x63fffffff
                iommu=dmar0
                pci.0000:00:02.0.dma_mask_bits=39
                pci.0000:00:02.0.consistent_dma_mask_bits=32

                """))
        #expect(found.boot.kernel == "linux-6.12")
        #expect(found.boot.platform == .guest)
        #expect(found.boot.viommu == .intel)
        #expect(found.boot.cmdline == "iommu=pt swiotlb=65536,force")
        #expect(RAMLayout(ram: found.boot.ram).end == 0x6_4000_0000)
        #expect(found.possibleCPUs == 8)
        #expect(found.unjudged == nil)
        let device = try #require(found.device("0000:00:02.0"))
        #expect((device.dmaMask, device.coherentMask) == (39, 32))
        #expect(found.device("platform") == nil)
    }

    @Test func theKernelsWordOnEncryptionStands() throws {
        let facts = "uname.release=7.2.1\nmeminfo.MemTotal=4096 KiB\n" + Self.sev
        let said = try #require(machine(facts, log: ["Memory Encryption Features active: AMD SEV SEV-ES"]))
        #expect(said.boot.encryption == .sevES)
        #expect(said.boot.cBit == 51)
        #expect(try #require(machine(facts)).boot.encryption == .none)
    }

    /// The processor can, the log has lost its beginning, and the register could not be read.
    @Test func whatNobodyTellsIsNotJudged() throws {
        let facts = "uname.release=7.2.1\nmeminfo.MemTotal=4096 KiB\n" + Self.sev
        #expect(try #require(machine(facts, log: ["later"])).unjudged?.contains("not told") == true)
        let read = try #require(machine(facts + "msr.0xc0010131=0x1\n", log: ["later"]))
        #expect(read.unjudged == nil)
        #expect(read.boot.encryption == .sev)
    }

    @Test(arguments: [
        "", "uname.release=\n", "uname.release=x.y\n", "uname.release=99999999999999999999.1\n", "====\n=\n",
        "uname.release=7.3\ncpu.possible=99999999999\niomem.ram=0x0-0xffffffffffffffff\ncpuid.0x1=0x1\n",
        "uname.release=7.3\nmeminfo.MemTotal=18446744073709551615 KiB\npci.x.dma_mask_bits=-1\n",
    ]) func nonsenseIsNoTrap(facts: String) throws {
        let found = try #require(machine(facts))
        #expect(found.device("x") == nil)
        #expect(found.possibleCPUs <= 8192)
    }

    @Test func anotherFileIsNone() {
        #expect(LiveMachine(facts: Array("trace=armed\n".utf8), log: [], kernels: Self.kernels) == nil)
    }
}
