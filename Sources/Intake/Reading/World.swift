import RouteModel

/// A world that no policy here speaks of.
enum World: String, Sendable {
    case xen = "Xen PV or dom0"
    case xenOnArm = "Xen on Arm"
    case arm = "arm64"
    case arm32 = "32-bit Arm"
    /// Firmware tells the kernel of its devices by a device tree.
    case tree = "a machine with a device tree, as those of Arm have"
    case s390 = "s390"
    case power = "powerpc"
    case riscv = "RISC-V"
    case mips = "MIPS"
    case loong = "LoongArch"
    case vfio = "VFIO on the host's side"
    case launch = "KVM on the host's side"
    /// By that word alone.
    case anyArm = "Arm"
    case i686 = "32-bit x86"
    case gart = "the GART of AMD's K8"
    /// The one that is modelled.
    case pc = "x86-64"

    /// What can be said of it all the same.
    var says: String {
        switch self {
        case .xen:
            "In Xen PV guests and dom0 swiotlb-xen maps DMA, and bounces what does not lie together in the machine's memory, whatever the mask; no policy here speaks of it."
        case .xenOnArm:
            "In a Xen guest on Arm swiotlb-xen has a part only where the guest's memory lies at its own addresses, and devices of Xen's own (PV block and network) pass pages by grants, without the DMA API; no policy here speaks of it, and x86's options do nothing there."
        case .arm:
            "On arm64 the DMA core is the same, and when there is a pool, how large it is and which IOMMU works are decided elsewhere; the options iommu=, intel_iommu= and amd_iommu= are x86's and do nothing there."
        case .arm32:
            "On 32-bit Arm a mapping goes through the architecture's own code, or the DMA core with pools and limits of the board; the options iommu=, intel_iommu= and amd_iommu= are x86's and do nothing there."
        case .tree:
            "The machine has a device tree, as those of Arm have: there the DMA core is the same, and when there is a pool, how large it is and which IOMMU works are decided elsewhere; the options iommu=, intel_iommu= and amd_iommu= are x86's and do nothing there."
        case .s390:
            "On s390 a pool exists for protected guests only, and PCI devices go through the architecture's own IOMMU; x86's options do nothing there."
        case .power:
            "On powerpc the pool and the IOMMU tables are the architecture's own; x86's options do nothing there."
        case .riscv: "On RISC-V the pool and the IOMMU are decided elsewhere; x86's options do nothing there."
        case .loong: "On LoongArch the pool and the IOMMU are decided elsewhere; x86's options do nothing there."
        case .mips: "On MIPS the pool is decided by the platform; x86's options do nothing there."
        case .vfio:
            "VFIO maps a guest's memory into the host's IOMMU from user space; the DMA API, and so every policy here, has no part in it."
        case .launch:
            "What fails is the work of KVM, QEMU or firmware for a guest, on its host: no device maps anything for that, so the DMA API, and every policy here, has no part in it."
        case .anyArm:
            "On Arm the DMA core is the same or the architecture's own, and when there is a pool, how large it is and which IOMMU works are decided elsewhere; the options iommu=, intel_iommu= and amd_iommu= are x86's and do nothing there."
        case .i686:
            "A 32-bit kernel has a pool only where it is built with one, and reaches memory beyond 4 GiB by PAE; no policy here speaks of it."
        case .pc: ""
        case .gart:
            "The GART of AMD's K8 stands in for an IOMMU: devices that do not reach a buffer get a page of its aperture, and SWIOTLB has no part in it. No policy here speaks of it."
        }
    }
}

extension Reading {
    private static let denials: [StaticString] = [
        "not arm64", "not xen", "no xen", "without xen", "xen hvm", "not on xen", "not a xen", "cross compil",
        "instead of xen", "no arm64", "works on", "works fine on", "fine on", "not affected", "unlike",
        "other machine", "another machine", "other box", "another box", "random0",
    ]

    mutating func readWorld(_ line: Pasted.Line) {
        let text = line.text
        if machines.count < Self.mostOfAKind, let isPrinted = WorldMark.isPC(line) {
            machines.append(isPrinted ? line.noted(World.pc, isPrinted: true) : line.noted(World.pc).asTold)
        }
        if line.stamped, text.has(" 0000:") {
            deviceLines.all += 1
            if text.starts("vfio-pci 0000:") { deviceLines.given += 1 }
        }
        let titled = line.isOfDom0 || line.number == 1 && text.hasWord("xen") ? World.xen : nil
        guard !text.starts("config_"), !Self.isCode(line),
            let world = WorldMark.world(of: text) ?? titled ?? treeDevice(of: text),
            !Self.denials.contains(where: { text.has($0) })
        else { return }
        // A hypervisor's version is printed in a guest with its own devices too, and then its kind is said.
        if world == .xen, text.hasAny(["hvm", "pvh"]) { return }
        // Others' systems are named in lists.
        if world == .xen, !line.isMachineText, text.hasAny(["kvm", "vmware", "hyper-v"]) { return }
        // "Tested on arm64 and x86" tells of both.
        if !line.isMachineText, world.isArm, text.hasAny(["x86", "amd64"]) { return }
        // A mail address, a path and a link name architectures as well.
        if text.hasAny([
            "lists.infradead.org", "linux-arm-kernel@", "arch/arm", "arch/powerpc", "arch/s390", "arch/riscv",
        ]) {
            return
        }
        if note("world", world.rawValue, line) {
            worlds.append(line.noted(world))
        } else if let at = worlds.firstIndex(where: { $0.value == world && $0.evidence < line.evidence }) {
            worlds[at].evidence = line.evidence
        }
    }

    /// `fe340000.emmc2: …`: devices are named by address and node where a device tree tells of them.
    ///
    /// Source: drivers/of/device.c, of_device_make_bus_id.
    private func treeDevice(of text: ReportText) -> World? {
        for (start, word) in text.words.prefix(12) {
            guard word.last == UInt8(ascii: ":"), word.count > 10, let (_, dot) = text.hex(at: start),
                (6...16).contains(dot - start), text[dot] == UInt8(ascii: "."),
                text[dot + 1].map(ReportText.isLetter) == true
            else { continue }
            return .tree
        }
        return nil
    }

    /// Takes back what another fact excludes.
    mutating func settleWorlds() {
        if isHostOfGuests || worlds.contains(where: { $0.value == .vfio }) {
            facts.removeAll { $0.fact == "platform: guest" }
        }
        let isGiven =
            faults.contains(where: \.value.isGiven)
            || faults.contains { fault in
                fault.value.device.map { device in givenDevices.contains { $0.hasSuffix(device) } } ?? false
            }
        if isGiven, worlds.isEmpty, let fault = faults.first {
            worlds.append(fault.with(World.vfio))
        }
        // A log in which VFIO's devices alone speak is of a host that gives them away.
        if worlds.isEmpty, deviceLines.given > 2, deviceLines.given * 2 > deviceLines.all,
            let first = devices.first.map({ $0.with(World.vfio) }) ?? complaints.first.map({ $0.with(World.vfio) })
        {
            worlds.append(first)
            facts.append(ReadFact(fact: "world: \(World.vfio.rawValue)", line: first.line, file: first.file))
        }
        if !isGiven, symptom.isRefusal && symptom != .refused || !faults.isEmpty {
            drop(.vfio)
            drop(.launch)
        }
        settleArm()
        // Of a board that is named by its chip the chip tells more than that it has a device tree; and a device tree on a
        // machine of another architecture is nothing to tell.
        let isNamed = worlds.contains { $0.value != .tree && $0.value != .anyArm }
        for world in [World.tree, .anyArm] {
            let isPrinted = worlds.contains { $0.value == world && $0.evidence == .machine }
            if isNamed || evidenceOfPC > .assumed && !isPrinted { drop(world) }
        }
        settleArchitecture()
        // Words of both ages of Arm leave open which it is.
        if let at = worlds.firstIndex(where: { $0.value == .arm || $0.value == .arm32 }),
            worlds.contains(where: { $0.value == .arm }), worlds.contains(where: { $0.value == .arm32 })
        {
            let place = worlds[at]
            worlds.removeAll { $0.value.isArm }
            worlds.insert(place.with(World.anyArm), at: 0)
        }
        settleGuestMemory()
        // Whatever a host's program says of a guest's devices, Xen's own lines are of Xen.
        if let xen = worlds.firstIndex(where: { $0.value == .xen }) { worlds.swapAt(0, xen) }
    }
}

extension Reading {
    /// Arm's own messages weigh more than what is said of Xen, and what only x86 has more than Arm's name.
    private mutating func settleArm() {
        let isOfX86 = encryptions.contains { $0.value.encryption != .sme || $0.value.weight == .said }
        let isPrintedByArm = worlds.contains { $0.value.isArm && $0.evidence == .machine }
        if isOfX86, !isPrintedByArm { for world in [World.arm, .arm32, .anyArm] { drop(world) } }
        guard isPrintedByArm, let xen = worlds.firstIndex(where: { $0.value == .xen }) else { return }
        let place = worlds[xen]
        for world in [World.xen, .arm, .arm32, .anyArm, .tree] { drop(world) }
        worlds.insert(place.with(World.xenOnArm), at: 0)
        facts.append(ReadFact(fact: "world: \(World.xenOnArm.rawValue)", line: place.line, file: place.file))
    }

    /// What vouches for the architecture that is modelled.
    var evidenceOfPC: Evidence {
        let ofVendors = iommus.filter { $0.value.isOfVendor }.map(\.evidence)
        let ofEncryption = encryptions.filter { $0.value.weight == .said }.map(\.evidence)
        let told = vendors.map { min($0.evidence, .reporter) }
        return (machines.map(\.evidence) + highMemory.map(\.evidence) + ofVendors + told + ofEncryption).max()
            ?? .assumed
    }

    /// What vouches for it where no other one is named: options that are read nowhere else tell of it too.
    var evidenceOfArchitecture: Evidence {
        max(evidenceOfPC, commandLines.contains(where: \.value.isOfPC) ? .reporter : .assumed)
    }

    /// What a machine printed weighs more than what people say; where two machines' marks stand in one boot, neither does.
    private mutating func settleArchitecture() {
        let others = worlds.filter(\.value.isArchitecture)
        guard evidenceOfPC == .machine, let other = others.first else { return }
        if let printed = others.first(where: { $0.evidence == .machine }) {
            let ofVendor = iommus.first { $0.value.isOfVendor && $0.evidence == .machine }
            let pc =
                machines.first { $0.evidence == .machine } ?? highMemory.first?.with(World.pc)
                ?? ofVendor?.with(World.pc) ?? printed.with(World.pc)
            architectures = [pc, printed]
            return
        }
        for world in others.map(\.value) { drop(world) }
        facts.append(
            ReadFact(
                fact: "\(other.value.rawValue) is named, and a PC printed what fails", line: other.line,
                file: other.file))
    }

    /// Where the host is what fails, the RAM of a QEMU's command line is its guest's.
    private mutating func settleGuestMemory() {
        guard worlds.contains(where: { $0.value == .vfio || $0.value == .launch }) else { return }
        for bytes in guestMemory {
            memory.removeAll { $0.value == bytes }
            for index in facts.indices where facts[index].fact == "RAM: \(bytes >> 20) MiB" {
                facts[index].fact = "RAM of the guest: \(bytes >> 20) MiB"
            }
        }
    }

    /// Takes a world back, with what was told of it.
    private mutating func drop(_ world: World) {
        worlds.removeAll { $0.value == world }
        facts.removeAll { $0.fact == "world: \(world.rawValue)" }
    }
}

extension World {
    var isArm: Bool { [.arm, .arm32, .anyArm, .tree].contains(self) }

    /// Whether it is a machine of its own, and not something that runs on one.
    var isArchitecture: Bool { isArm || [.s390, .power, .riscv, .mips, .loong, .i686].contains(self) }
}

extension IOMMUMention {
    /// Whether the IOMMU of an x86 processor works.
    fileprivate var isOfVendor: Bool {
        guard case .active(let kind?) = self else { return false }
        return kind != .virtio && kind != .none
    }
}
