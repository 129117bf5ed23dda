import RouteModel

/// A world that no policy here speaks of.
enum World: String, Sendable {
    case xen = "Xen PV or dom0"
    case arm = "arm64"
    case s390 = "s390"
    case power = "powerpc"
    case riscv = "RISC-V"
    case mips = "MIPS"
    case vfio = "VFIO on the host's side"
    case i686 = "32-bit x86"
    case gart = "the GART of AMD's K8"

    /// What can be said of it all the same.
    var says: String {
        switch self {
        case .xen:
            "In Xen PV guests and dom0 swiotlb-xen maps DMA, and bounces what does not lie together in the machine's memory, whatever the mask; no policy here speaks of it."
        case .arm:
            "On arm64 the DMA core is the same, and when there is a pool, how large it is and which IOMMU works are decided elsewhere; the options iommu=, intel_iommu= and amd_iommu= are x86's and do nothing there."
        case .s390:
            "On s390 a pool exists for protected guests only, and PCI devices go through the architecture's own IOMMU; x86's options do nothing there."
        case .power:
            "On powerpc the pool and the IOMMU tables are the architecture's own; x86's options do nothing there."
        case .riscv: "On RISC-V the pool and the IOMMU are decided elsewhere; x86's options do nothing there."
        case .mips: "On MIPS the pool is decided by the platform; x86's options do nothing there."
        case .vfio:
            "VFIO maps a guest's memory into the host's IOMMU from user space; the DMA API, and so every policy here, has no part in it."
        case .i686:
            "A 32-bit kernel has a pool only where it is built with one, and reaches memory beyond 4 GiB by PAE; no policy here speaks of it."
        case .gart:
            "The GART of AMD's K8 stands in for an IOMMU: devices that do not reach a buffer get a page of its aperture, and SWIOTLB has no part in it. No policy here speaks of it."
        }
    }
}

extension Reading {
    private static let printed: [(StaticString, World)] = [
        ("booting paravirtualized kernel on xen", .xen), ("xen version:", .xen), ("(xen) ", .xen),
        ("hypervisor detected: xen pv", .xen), ("swiotlb-xen", .xen), ("xen: booting", .xen),
        ("xen_swiotlb", .xen), (" dom0", .xen), ("dom0 ", .xen), ("xen pv", .xen), ("domu", .xen), ("pcifront", .xen),
        ("xen-swiotlb", .xen),
        ("swiotlb_xen", .xen), ("aarch64", .arm), ("arm64", .arm), ("armv8", .arm), ("armv7", .arm), ("arm-smmu", .arm),
        ("raspberry pi", .arm), ("rk3588", .arm), ("rk3399", .arm), ("physical cpu 0x0000000000 [0x4", .arm),
        ("s390x", .s390), ("ibm z1", .s390), ("ppc64", .power), ("power9", .power), ("power8", .power),
        ("power10", .power), ("powernv", .power), ("pseries", .power), ("powerpc", .power), ("riscv", .riscv),
        ("risc-v", .riscv), ("visionfive", .riscv), ("mips64", .mips), ("loongson", .mips),
        (" i686", .i686), (" i586", .i686), ("pae kernel", .i686), ("-pae ", .i686),
        ("vfio_dma_map", .vfio), ("vfio_map_dma", .vfio), ("vfio_container_dma_map", .vfio),
        ("vfio_iommu_map_dma", .vfio), ("vfio_pin_pages", .vfio),
        ("failed to set iommu for container", .vfio), ("failed to setup container for group", .vfio),
        ("ineligible for iommu domain attach", .vfio), ("vfio_listener_region_add", .vfio),
        ("using gart iommu", .gart), ("pci-dma: out of iommu space", .gart), ("iommu=memaper", .gart),
        ("iommu_alloc failed, tbl", .power), ("imx8", .arm), ("i.mx8", .arm), ("tegra", .arm), ("jetson", .arm),
        ("graviton", .arm), ("bcm2711", .arm), ("bcm2712", .arm), ("rk356", .arm), ("orange pi", .arm),
    ]
    private static let denials: [StaticString] = [
        "not arm64", "not xen", "no xen", "without xen", "xen hvm", "not on xen", "not a xen", "cross compil",
        "instead of xen", "no arm64", "works on", "works fine on", "fine on", "not affected", "unlike",
        "other machine", "another machine", "other box", "another box", "random0",
    ]

    mutating func readWorld(_ line: Pasted.Line) {
        let text = line.text
        guard !text.starts("config_"), let (_, world) = Self.printed.first(where: { text.has($0.0) }),
            !Self.denials.contains(where: { text.has($0) })
        else { return }
        // A hypervisor's version is printed in a guest with its own devices too, and then its kind is said.
        if world == .xen, text.hasAny(["hvm", "pvh"]) { return }
        guard line.isMachineText || !isPrintedByX86 else { return }
        // "Tested on arm64 and x86" tells of both.
        if !line.isMachineText, world == .arm, text.hasAny(["x86", "amd64"]) { return }
        // A mail address, a path and a link name architectures as well.
        if text.hasAny(["lists.infradead.org", "linux-arm-kernel@", "arch/arm64", "arch/powerpc", "arch/s390"]) {
            return
        }
        if note("world", world.rawValue, line) { worlds.append(line.noted(world)) }
    }

    /// Whether an x86-64 kernel printed something, so that prose about another architecture is about another machine.
    private var isPrintedByX86: Bool { !highMemory.isEmpty || iommus.contains { $0.value.isOfVendor } }

    /// Takes back what another fact excludes.
    mutating func settleWorlds() {
        let isGiven = faults.contains(where: \.value.isGiven)
        if isGiven, worlds.isEmpty, let fault = faults.first(where: \.value.isGiven) {
            worlds.append(Noted(value: .vfio, file: fault.file, line: fault.line))
        }
        if !isGiven, symptom.isRefusal || !faults.isEmpty { worlds.removeAll { $0.value == .vfio } }
    }
}

extension IOMMUMention {
    /// Whether the IOMMU of an x86 processor works.
    fileprivate var isOfVendor: Bool {
        guard case .active(let kind?) = self else { return false }
        return kind != .virtio && kind != .none
    }
}
