import RouteModel

/// Machine type, CPU and memory.
extension DomainXML {
    /// From 7.1 on QEMU moves the RAM above 4 GiB of an AMD machine to 1 TiB when addresses reach that far, as the
    /// second store's do; an older machine type keeps it where the model has it (QEMU hw/i386/pc.c,
    /// pc_set_amd_above_4g_mem_start).
    var machineType: String {
        guard spec.emulatesEncryption, RAMLayout(ram: spec.ram).end > RAMLayout.highStart else { return machine }
        return "pc-q35-7.0"
    }

    /// The CPU that the lab names is emulated: KVM would show the node's own where it matters.
    static func accelerator(for spec: GuestSpec, node: Accelerator) -> Accelerator {
        namesCPU(spec) ? .tcg : node
    }

    static func namesCPU(_ spec: GuestSpec) -> Bool {
        spec.namesCPU || spec.platform == .host || spec.emulatesEncryption
    }

    /// 17h with microcode that Linux lets AMD's IOMMU run with under SME (drivers/iommu/amd/init.c,
    /// amd_iommu_sme_check).
    private static let acceptedMicrocode: UInt32 = 0x0800_126e

    /// QEMU takes the last -cpu, and libvirt knows no word for some of these flags.
    var cpuArguments: [String] {
        guard Self.namesCPU(spec) else { return [] }
        var flags = ["EPYC", "phys-bits=\(SecondStore.physicalBits(cBit: spec.cBit))"]
        if spec.encryption != .none { flags.append("+svm") }
        flags.append(spec.platform == .host ? "-hypervisor" : "+hypervisor")
        flags.append("ucode-rev=0x" + String(spec.microcode ?? Self.acceptedMicrocode, radix: 16))
        return ["-cpu", flags.joined(separator: ",")]
    }

    var memoryArguments: [String] {
        var list: [String] = []
        if let most = [spec.maxmem, SecondStore(spec)?.announced].compactMap({ $0 }).max() {
            list += ["-m", "size=\(spec.ram >> 20)M,slots=2,maxmem=\(most >> 20)M"]
        }
        guard let store = SecondStore(spec) else { return list }
        if let shared = files.sharedStores {
            list += ["-object", Self.memory("ram", spec.ram, file: shared), "-machine", "memory-backend=ram"]
        }
        return list + [
            "-object", Self.memory("enc", store.size, file: files.sharedStores),
            "-device",
            JSONText.object([
                "driver": .text("virtio-pmem-pci"), "memdev": .text("enc"), "memaddr": .number(store.base),
                "bus": .text("pcie.0"), "addr": .text(Self.slot(GuestSpec.storeSlot)),
            ]),
        ]
    }

    /// libvirt's own memory is left unused where the stores are one file.
    var memoryBacking: [XML] {
        guard files.sharedStores == nil else { return [] }
        return [
            XML("memoryBacking", [:], [XML("source", ["type": "memfd"]), XML("access", ["mode": "shared"])] + pinning)
        ]
    }

    private static func memory(_ id: String, _ size: UInt64, file: String?) -> String {
        guard let file else {
            return JSONText.object([
                "qom-type": .text("memory-backend-memfd"), "id": .text(id), "size": .number(size), "share": .flag(true),
            ])
        }
        return JSONText.object([
            "qom-type": .text("memory-backend-file"), "id": .text(id), "mem-path": .text(file), "size": .number(size),
            "share": .flag(true),
        ])
    }

    static func slot(_ number: Int) -> String { "0x" + String(number, radix: 16) }
}
