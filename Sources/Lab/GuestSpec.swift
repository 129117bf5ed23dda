public import RouteModel

/// One `edu` device at 0000:00:SLOT.0.
public struct EduSpec: Hashable, Sendable {
    /// PCI slot on bus 0, 0x10 to 0x1d.
    public var slot: Int
    /// QEMU's `dma_mask` property: the address bits that the device itself can drive.
    public var dmaMask: UInt64

    public init(slot: Int, dmaMask: UInt64 = .max) {
        self.slot = slot
        self.dmaMask = dmaMask
    }

    /// The name that the guest knows it by, such as `0000:00:10.0`.
    public var address: String { "0000:00:\(String(slot, radix: 16)).0" }
}

/// What a guest is made of.
public struct GuestSpec: Sendable {
    /// For people and logs; need not be unique.
    public var name: String
    /// A vmlinux that boots by PVH, or a bzImage.
    public var kernel: String
    public var initrd: String?
    /// Options under test and what the caller adds; ``leanArguments`` come before them.
    public var cmdline: String
    /// Bytes; a multiple of 1 MiB.
    public var ram: UInt64
    public var viommu: VIOMMU
    public var edu: [EduSpec]
    /// An existing folder for `domain.xml`, `console.log` and `device-trace.log`.
    public var folder: String
    /// How long the guest may take from its start to its first report, on the reference machine.
    public var bootLimit: Duration = .seconds(60)
    /// The console or the device trace may grow to this many bytes each.
    public var logLimit: UInt64 = 64 << 20

    public init(
        name: String, kernel: String, initrd: String?, cmdline: String, ram: UInt64, viommu: VIOMMU, edu: [EduSpec],
        folder: String
    ) {
        self.name = name
        self.kernel = kernel
        self.initrd = initrd
        self.cmdline = cmdline
        self.ram = ram
        self.viommu = viommu
        self.edu = edu
        self.folder = folder
    }

    /// What every guest gets to boot fast under TCG; none of it takes part in DMA routing.
    public static let leanArguments = [
        "console=ttyS0,115200", "cryptomgr.notests", "mitigations=off", "rodata=off", "nokaslr", "tsc=reliable",
        "no_timer_check", "audit=0", "lsm=", "initcall_blacklist=load_system_certificate_list",
    ]

    /// The whole kernel command line.
    public var kernelArguments: String {
        (Self.leanArguments + (cmdline.isEmpty ? [] : [cmdline])).joined(separator: " ")
    }

    static let eduSlots = 0x10...0x1d
    static let channelSlot = 0x1e
}
