import Plan
import RouteModel

extension LabMachine {
    /// The machine of a boot that names no architecture.
    public static let usual = q35

    /// A PC with PCI Express.
    public static let q35 = LabMachine(
        limits: .q35, architecture: "x86_64", type: "q35", program: "/usr/bin/qemu-system-x86_64",
        package: "qemu-system-x86", packedKernel: "bzImage",
        slots: PCISlots(driven: 0x02...0x0c, iommu: 0x0d, store: 0x0e, edu: 0x10...0x1d, channel: 0x1e),
        iommus: pcIOMMUs,
        serial: XML("target", ["type": "isa-serial", "port": "0"]),
        kernelWords: [
            "console=ttyS0,115200", "cryptomgr.notests", "mitigations=off", "rodata=off", "nokaslr", "tsc=reliable",
            "no_timer_check", "audit=0", "lsm=", "initcall_blacklist=load_system_certificate_list",
        ],
        encryptionWords: [.sme: "mem_encrypt=on"],
        trial: TrialProgram(bytes: TrialImage.bytes, lastWord: TrialImage.lastWord) { image in
            ["-bios", image, "-no-reboot", "-device", "isa-debug-exit,iobase=0xf4,iosize=4"]
        },
        words: Words(
            type: olderType, processor: processor, store: storeDevice, shim: shimWords,
            features: { [XML("acpi")] + ($0.encryption == .none ? [] : [XML("smm", ["state": "off"])]) },
            launch: launchSecurity, externalPorts: ExternalPorts.table,
            encryptionOfKVM: { HardwareEncryption.ofKVM },
            described: { HardwareEncryption(ofKVM: $0, capabilities: $1) }))

    /// From 7.1 on QEMU moves the RAM above 4 GiB of an AMD machine to 1 TiB when addresses reach that far, as the
    /// second store's do; an older machine type keeps it where the model has it (QEMU hw/i386/pc.c,
    /// pc_set_amd_above_4g_mem_start).
    private static func olderType(_ spec: GuestSpec) -> String? {
        guard spec.emulatesEncryption, spec.boot.layout.end > RAMLayout.highStart else { return nil }
        return "pc-q35-7.0"
    }

    /// 17h with microcode that Linux lets AMD's IOMMU run with under SME (drivers/iommu/amd/init.c,
    /// amd_iommu_sme_check).
    private static let acceptedMicrocode: UInt32 = 0x0800_126e

    /// QEMU takes the last -cpu, and libvirt knows no word for some of these flags.
    private static func processor(_ spec: GuestSpec) -> String? {
        guard spec.isProcessorEmulated else { return nil }
        var flags = ["EPYC", "phys-bits=\(SecondStore.physicalBits(addressBit: spec.addressBit))"]
        if spec.encryption != .none { flags.append("+svm") }
        flags.append(spec.platform == .host ? "-hypervisor" : "+hypervisor")
        flags.append("ucode-rev=0x" + String(spec.microcode ?? acceptedMicrocode, radix: 16))
        return flags.joined(separator: ",")
    }
}
