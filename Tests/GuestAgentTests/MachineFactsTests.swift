import CProbe
import Glibc
import GuestProtocol
import Testing

@testable import GuestAgent

/// Facts are lines that a decoder reads; each is asserted as it stands.
struct MachineFactsTests {
    private let kernel = FakeKernel.guest()

    private func facts(
        devices: [DeviceSetup] = [], tracing: Tracing? = nil, control: [Transfer] = [], info: dmaroute_info? = nil
    ) -> [String] {
        MachineFacts(
            options: BootOptions(commandLine: ""), devices: devices, tracing: tracing, control: control, info: info,
            kernel
        ).text.split(separator: "\n").map(String.init)
    }

    @Test func theKernelSaysItsNameAndItsCommandLine() {
        kernel.put("#1 SMP Debian 7.3.4-1\n", at: "/proc/sys/kernel/version")
        kernel.put("console=ttyS0 iommu=pt\n", at: "/proc/cmdline")
        #expect(
            facts().prefix(4) == [
                "uname.release=7.3.4-test", "uname.version=#1 SMP Debian 7.3.4-1", "cmdline=console=ttyS0 iommu=pt",
                "processors=2",
            ])
    }

    @Test func whatCannotBeReadIsLeftOut() {
        kernel.files["/proc/sys/kernel/osrelease"] = nil
        #expect(facts().first == "processors=2")
    }

    @Test func aValueOfSeveralLinesIsOneLine() {
        kernel.put("two\nlines\n", at: "/proc/cmdline")
        #expect(facts().contains("cmdline=two lines"))
    }

    @Test func memoryIsRAMAsTheKernelTookItOver() {
        kernel.put(
            "00001000-0009fbff : System RAM\n0009fc00-0009ffff : Reserved\n00100000-bfffcfff : System RAM\n"
                + "  01000000-01a00000 : Kernel code\nbad : System RAM\n", at: "/proc/iomem")
        kernel.put(
            "MemTotal:        1000 kB\nMemFree:          900 kB\nBuffers: 1 kB\nMemTotal:\n", at: "/proc/meminfo")
        let facts = facts().filter { $0.hasPrefix("iomem") || $0.hasPrefix("meminfo") }
        #expect(
            facts == [
                "iomem.ram=0x00001000-0x0009fbff", "iomem.ram=0x00100000-0xbfffcfff", "meminfo.MemTotal=1000 KiB",
                "meminfo.MemFree=900 KiB",
            ])
    }

    /// Without rights an existing folder looks empty, so nothing is said to be absent.
    @Test func thePoolIsPresentAbsentOrUnreadable() {
        #expect(facts().contains("swiotlb.debugfs=unreadable"))
        kernel.put("", at: "/sys/kernel/debug/kprobes/list")
        #expect(facts().contains("swiotlb.debugfs=absent"))
        kernel.put("32768\n", at: "/sys/kernel/debug/swiotlb/io_tlb_nslabs")
        kernel.put("17\n", at: "/sys/kernel/debug/swiotlb/io_tlb_used")
        kernel.put("x", at: "/sys/kernel/debug/swiotlb/other")
        kernel.put("0x20000\n", at: "/sys/kernel/debug/dma_pools/pool_size_dma32")
        #expect(
            facts().filter { $0.hasPrefix("swiotlb") || $0.hasPrefix("dma_pools") } == [
                "swiotlb.debugfs=present", "swiotlb.io_tlb_nslabs=32768", "swiotlb.io_tlb_used=17",
                "dma_pools.pool_size_dma32=0x20000",
            ])
    }

    @Test func devicesSayTheirDriversMasksAndGroups() {
        let folder = "\(PCI.folder)/\(FakeKernel.slot)"
        kernel.put("0x00ff00\n", at: "\(folder)/class")
        kernel.put("32\n", at: "\(folder)/dma_mask_bits")
        kernel.put("31\n", at: "\(folder)/consistent_dma_mask_bits")
        kernel.put("fixed\n", at: "\(folder)/removable")
        kernel.links["\(folder)/driver"] = "../../../bus/pci/drivers/dmaroute"
        kernel.links["\(folder)/iommu_group"] = "../../../kernel/iommu_groups/4"
        kernel.put("DMA-FQ\n", at: "/sys/kernel/iommu_groups/4/type")
        kernel.links["/sys/class/iommu/dmar0"] = "x"
        #expect(
            facts().filter { $0.hasPrefix("pci") || $0.hasPrefix("iommu") } == [
                "iommu=dmar0", "pci.0000:00:05.0.id=1234:11e8", "pci.0000:00:05.0.class=0x00ff00",
                "pci.0000:00:05.0.dma_mask_bits=32", "pci.0000:00:05.0.consistent_dma_mask_bits=31",
                "pci.0000:00:05.0.removable=fixed", "pci.0000:00:05.0.driver=dmaroute",
                "pci.0000:00:05.0.iommu_group=4", "pci.0000:00:05.0.group_type=DMA-FQ",
            ])
    }

    @Test func aDeviceWithoutADriverOrAGroupSaysItsName() {
        #expect(facts().filter { $0.hasPrefix("pci") } == ["pci.0000:00:05.0.id=1234:11e8"])
        kernel.files["\(PCI.folder)/\(FakeKernel.slot)/vendor"] = nil
        #expect(facts().contains("pci.0000:00:05.0.id=?:11e8"))
    }

    @Test func tracingSaysWhatIsArmedAndWhatIsMissing() {
        kernel.writeErrors["\(FakeKernel.tracing)/events/iommu/unmap/enable"] = EPERM
        let facts = facts(tracing: Tracing.arm(kernel)).filter { $0.hasPrefix("trace") }
        #expect(facts.prefix(3) == ["trace=armed", "trace.buffer_size_kb=8192", "trace.event=dma/dma_map_phys"])
        #expect(facts.contains("trace.kprobe=pool_map") && facts.last?.hasPrefix("trace.missing=iommu/unmap: ") == true)
    }

    @Test func theProbeSaysWhereThePointersBegin() {
        let info = dmaroute_info(
            direct_map: 0xffff_8880_0000_0000, page_structs: 0xffff_ea00_0000_0000, page_struct_bytes: 64,
            scatterlist_bytes: 32, no_dma: 2, devices: 1)
        #expect(
            facts(info: info).suffix(6) == [
                "kernel.direct_map=0xffff888000000000", "kernel.page_structs=0xffffea0000000000",
                "kernel.page_struct_bytes=64", "kernel.scatterlist_bytes=32", "probe.no_dma=2", "probe.devices=1",
            ])
    }

    @Test func theLastLineSaysThatNoneIsCutOff() {
        #expect(facts().last == "control.finish=no probe")
        let control = [Transfer(device: 1, result: 0), Transfer(device: 0, result: -110)]
        #expect(
            facts(devices: [.edu, .other], control: control).suffix(2) == [
                "control.finish.0000:00:06.0=0", "control.finish.0000:00:05.0=-110",
            ])
    }

    @Test func anObserversFactsBeginWithItsFormatAndEndWithItsEnd() {
        kernel.put("none integrity [confidentiality]\n", at: "/sys/kernel/security/lockdown")
        var facts = MachineFacts(observing: ObserverOptions(folder: "x", seconds: 7, maxSize: 65536), kernel)
        facts.addState()
        facts.end("time", lacks: ["one", "two"])
        let lines = facts.text.split(separator: "\n")
        #expect(lines.prefix(3) == ["observe.format=1", "observe.seconds=7", "observe.max_size=65536"])
        #expect(lines.suffix(3) == ["observe.lack=one", "observe.lack=two", "observe.end=time"])
        #expect(lines.contains("lockdown=none integrity [confidentiality]"))
        #expect(lines.contains("msr.0xc0010010=unreadable: open /dev/cpu/0/msr: No such file or directory"))
        #expect(lines.contains { $0.hasPrefix("cpuid.0x0=0x") })
        #expect(facts.processors == 2)
        kernel.processors = -1
        #expect(facts.processors == 1)
    }

    @Test func aRegisterThatCanBeReadIsTold() {
        kernel.files["/dev/cpu/0/msr"] = [UInt8](repeating: 0, count: 0x10)
        let registers = Processor.modelRegisters(kernel)
        #expect(registers.map(\.register) == ["0xc0010010", "0xc0010131"])
        #expect(registers.allSatisfy { $0.value == "unreadable: read /dev/cpu/0/msr: Input/output error" })
    }
}
