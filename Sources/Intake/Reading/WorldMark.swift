/// Words by which a machine, a board or a program tells of a world that no policy here speaks of.
enum WorldMark {
    /// The world that a line names; nil where it names none.
    static func world(of text: ReportText) -> World? {
        if let (_, world) = printed.first(where: { text.has($0.0) }) { return world }
        if text.hasRaspberry { return .arm }
        if let (_, world) = chips.first(where: { text.hasChip($0.0) }) { return world }
        if let (_, world) = words.first(where: { text.hasWord($0.0) }) { return world }
        return hosts.first { host in host.marks.allSatisfy { text.has($0) } }?.world
    }

    /// What stands nowhere else, be it in the midst of a word.
    private static let printed: [(StaticString, World)] = [
        ("booting paravirtualized kernel on xen", .xen), ("xen version:", .xen), ("(xen) ", .xen),
        ("hypervisor detected: xen pv", .xen), ("swiotlb-xen", .xen), ("xen: booting", .xen),
        ("xen_swiotlb", .xen), ("xen pv", .xen), ("pcifront", .xen), ("pv grub", .xen), ("pvgrub", .xen),
        ("xen-specific", .xen), ("xen's pci", .xen), ("xen guest", .xen), ("xen passthrough", .xen),
        ("xen-swiotlb", .xen), ("swiotlb_xen", .xen), ("qubes os", .xen), ("xen dmesg", .xen), ("xl dmesg", .xen),
        ("aarch64", .arm), ("arm64", .arm), ("armv8", .arm), ("arm-smmu", .arm),
        ("physical cpu 0x0000000000 [0x4", .arm), ("armhf", .arm32), ("armv7", .arm32), ("armv6", .arm32),
        ("] (dump_backtrace) from [<", .arm32), ("gic_handle_irq", .anyArm), ("arch_timer: ", .anyArm),
        ("gicv3: ", .anyArm), ("gicv2m", .anyArm), ("psci: ", .anyArm), ("arch_sys_counter", .anyArm),
        ("s390x", .s390), ("ibm z1", .s390), ("ppc64", .power), ("power9", .power), ("power8", .power),
        ("power10", .power), ("powernv", .power), ("pseries", .power), ("powerpc", .power), ("riscv", .riscv),
        ("risc-v", .riscv), ("visionfive", .riscv), ("mips64", .mips), ("loongarch", .loong), ("3a5000", .loong),
        ("3a6000", .loong), ("loongson", .mips),
        (" i686", .i686), (" i586", .i686), ("pae kernel", .i686), ("-pae ", .i686),
        ("vfio_dma_map", .vfio), ("vfio_map_dma", .vfio), ("vfio_container_dma_map", .vfio),
        ("vfio_iommu_map_dma", .vfio), ("vfio_pin_pages", .vfio), ("vfiodmamap", .vfio), ("iommudmamap", .vfio),
        ("failed to set iommu for container", .vfio), ("failed to setup container for group", .vfio),
        ("ineligible for iommu domain attach", .vfio), ("vfio_listener_region_add", .vfio),
        ("failed to open /dev/vfio", .vfio), ("/dev/vfio/", .vfio), ("group is not viable", .vfio),
        ("no iommu_group found", .vfio), ("rmrr requirement", .vfio),
        ("kvm run failed", .launch), ("failed to open /dev/sev", .launch), ("failed to initialize kvm", .launch),
        ("sev_kvm_init", .launch), ("sev_common_kvm_init", .launch), ("kvm: entry failed", .launch),
        ("kvm_set_user_memory_region", .launch), ("kvm_sev_snp_launch", .launch), ("sev_launch_start", .launch),
        ("sev_snp_launch", .launch), ("snp_launch_start", .launch), ("snp_launch_update", .launch),
        ("kvm/svm/sev", .launch), ("kvm_create_vm", .launch),
        ("using gart iommu", .gart), ("pci-dma: out of iommu space", .gart), ("iommu=memaper", .gart),
        ("iommu_alloc failed, tbl", .power), ("eeh: ", .power), ("comm: eehd", .power), ("skiboot", .power),
        ("openpower", .power), ("petitboot", .power), ("nip: c0", .power), ("nip:  c0", .power),
        (" lr: c0", .power), ("softe: ", .power),
        ("multi_v7_defconfig", .arm32), ("v6_v7_defconfig", .arm32), ("psr: 6000", .arm32), ("psr: 2000", .arm32),
        ("psr: a000", .arm32), ("pstate: 6", .arm), ("pstate: 2", .arm), ("pstate: 8", .arm), ("pstate: a", .arm),
        ("esr = 0x", .arm),
        ("krnl psw", .s390), ("krnl gprs", .s390), ("opensbi", .riscv),
        ("badaddr: ", .riscv), ("cp0_", .mips), ("$ 0   :", .mips), ("csr_era", .loong), ("era: 9000", .loong),
        ("vfio_iova", .vfio), ("vfio_iommu_", .vfio),
        // A table of console drivers that no PC has: Documentation/admin-guide/devices.txt.
        ("console=ttymxc", .tree), ("console=ttyama", .tree), ("console=ttyths", .tree), ("console=ttyfiq", .tree),
        ("console=ttyps", .tree), ("console=ttymsm", .tree), ("console=ttysac", .tree), ("earlycon=ec_imx", .tree),
        ("/dts-v1/", .tree), ("machine model:", .tree), ("of: fdt:", .tree),
    ]

    /// What names a world as a word of its own.
    private static let words: [(StaticString, World)] = [
        ("dom0", .xen), ("domu", .xen), ("appvm", .xen), ("appvms", .xen), ("qubes", .xen), ("netvm", .xen),
        ("dom0_mem", .xen), ("raspberry pi", .arm), ("raspberrypi", .arm),
        ("orange pi", .arm), ("banana pi", .arm), ("coral board", .arm), ("coral dev board", .arm), ("jetson", .arm),
        ("graviton", .arm), ("ampere altra", .arm), ("snapdragon", .arm), ("thunderx", .arm), ("thunderx2", .arm),
        ("zynqmp", .arm), ("layerscape", .arm), ("kunpeng", .arm), ("macchiatobin", .arm),
        ("rockpro64", .arm), ("nanopi", .arm), ("honeycomb lx2", .arm), ("rockchip64", .arm),
        ("arm 64", .arm), ("64-bit arm", .arm), ("64bit arm", .arm),
        ("armv5", .arm32), ("arm32", .arm32), ("lpae", .arm32), ("eehd", .power), ("xmon", .power), ("ppc", .power),
        ("cortex-a7", .arm32), ("cortex-a8", .arm32), ("cortex-a9", .arm32), ("cortex-a15", .arm32),
        ("32-bit arm", .arm32), ("sun7i", .arm32), ("sun8i", .arm32),
        ("sun50i", .arm), ("mvebu", .tree), ("beaglebone", .arm32),
        ("cyclone v", .arm32), ("zynq-7000", .arm32), ("brcm", .tree), ("arm", .anyArm), ("dtbo", .tree),
        ("dtsi", .tree),
        ("device tree", .tree), ("devicetree", .tree), ("dma-ranges", .tree), ("rockchip", .tree),
        ("allwinner", .tree), ("qualcomm soc", .tree), ("mediatek soc", .tree), ("amlogic", .tree),
        ("ramips", .mips), ("ath79", .mips), ("mips", .mips), ("octeon", .mips),
        ("openpower", .power), ("talos ii", .power), ("blackbird", .power),
        ("ibm z", .s390), ("zlinux", .s390),
    ]

    /// Names of chips and boards, behind which a number stands.
    private static let chips: [(StaticString, World)] = [
        ("rk3506", .arm32), ("armada 37", .arm), ("armada 70", .arm), ("armada 80", .arm),
        ("rpi", .arm), ("imx8", .arm), ("i.mx8", .arm), ("i.mx 8", .arm), ("imx9", .arm),
        ("i.mx9", .arm), ("tegra", .arm), ("rk33", .arm), ("rk35", .arm), ("bcm271", .arm), ("bcm283", .arm),
        ("sdm", .arm), ("sm8", .arm), ("sc8", .arm), ("x1e", .arm), ("msm8", .arm), ("ls10", .arm), ("ls20", .arm),
        ("lx21", .arm), ("s905", .arm), ("meson-g", .arm), ("mt81", .arm), ("mt798", .arm), ("ipq807", .arm),
        ("ipq60", .arm), ("hi16", .arm), ("apple m", .arm),
        ("imx6", .arm32), ("imx7", .arm32), ("i.mx6", .arm32), ("i.mx7", .arm32), ("rk30", .arm32), ("rk31", .arm32),
        ("rk32", .arm32), ("rk3506", .arm32), ("armada 3", .arm32), ("armada-3", .arm32), ("wrt1900", .arm32),
        ("wrt3200", .arm32), ("wrt1200", .arm32), ("ipq40", .arm32), ("ipq80", .arm32), ("am33", .arm32),
        ("am57", .arm32), ("omap", .arm32), ("stm32mp", .arm32),
        ("exynos", .tree), ("mt762", .mips), ("jh71", .riscv),
    ]

    /// What only together tells of a host.
    private static let hosts: [(marks: [StaticString], world: World)] = [
        (["qemu-system", "vfio ", "failed"], .vfio), (["qemu-system", "vfio ", "error"], .vfio),
        (["vfio-pci", "can't reserve"], .vfio), (["vfio", "rlimit_memlock"], .vfio),
        (["vfio-pci 0", "not ready"], .vfio), (["vfio-pci 0", "timed out"], .vfio), (["vfio-pci 0", "failed"], .vfio),
        (["vfio-pci 0", "unable"], .vfio), (["vfio-pci 0", "invalid"], .vfio), (["vfio-pci 0", "error"], .vfio),
        (["vfio-pci 0", "giving up"], .vfio), (["vfio-pci 0", "d3cold"], .vfio), (["vfio-pci 0", "stuck"], .vfio),
        (["vfio", "dma map", "fail"], .vfio),
        (["vfio", "dma mapping", "fail"], .vfio),
        (["bus error", "qemu"], .launch), (["qemu", "segfault"], .launch),
    ]
}

extension ReportText {
    /// `Pi 4`, `pi5`: the board's usual name.
    fileprivate var hasRaspberry: Bool {
        for name in ["pi ", "pi"] as [StaticString] {
            guard let at = word(upTo: name), let digit = self[at],
                (UInt8(ascii: "2")...UInt8(ascii: "5")).contains(digit),
                self[at + 1].map(Self.isName) != true || self[at + 1] == UInt8(ascii: "b"),
                self[at + 1] != UInt8(ascii: ".")
            else { continue }
            return true
        }
        return false
    }

    /// Behind a name that no letter stands before.
    private func word(upTo name: StaticString) -> Int? {
        guard let at = find(name), at == 0 || bytes[at - 1] == 32 else { return nil }
        return at + name.utf8CodeUnitCount
    }

    /// Whether a name stands there with a number behind it, and no letter or digit before it.
    fileprivate func hasChip(_ name: StaticString) -> Bool {
        var from = 0
        while let at = find(name, from: from) {
            let end = at + name.utf8CodeUnitCount
            if at == 0 || !Self.isName(bytes[at - 1]), self[end].map(Self.isDigit) == true || endsInDigit(end) {
                return true
            }
            from = at + 1
        }
        return false
    }

    private func endsInDigit(_ end: Int) -> Bool { self[end - 1].map(Self.isDigit) == true }
}
