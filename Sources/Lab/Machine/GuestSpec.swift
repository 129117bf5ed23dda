import GuestProtocol
public import Plan
public import RouteModel

/// One device at 0000:00:SLOT.0 that the kernel's own driver drives.
public struct DrivenSpec: Hashable, Sendable {
    /// PCI slot on bus 0, 0x02 to 0x0c.
    public var slot: Int
    /// Model of the device, which decides the driver and the traffic.
    public var model: DeviceModel
    /// An existing raw file that this user may write, absolute: the disk or the stream; nil for a network.
    public var path: String?
    /// Whether a virtio device offers VIRTIO_F_ACCESS_PLATFORM, so that its driver uses the DMA API.
    public var iommuPlatform: Bool

    public init(slot: Int, model: DeviceModel, path: String?, iommuPlatform: Bool = false) {
        self.slot = slot
        self.model = model
        self.path = path
        self.iommuPlatform = iommuPlatform
    }

    /// The name that the guest knows it by, such as `0000:00:04.0`.
    public var address: String { Self.address(slot: slot) }

    /// The name by which the guest knows what stands in a slot of bus 0.
    public static func address(slot: Int) -> String {
        let digits = String(slot, radix: 16)
        return "0000:00:\(digits.count < 2 ? "0" : "")\(digits).0"
    }

    /// Whether it is one that a driver drives, with all that it needs.
    var isWhole: Bool { DeviceFunction.of(model) != nil && (model.traffic == .network) == (path == nil) }

    /// First address of the network that it alone is in, 10.0.SLOT.0/24; QEMU is the gateway, with the third address.
    public var network: UInt32 { 10 << 24 | UInt32(clamping: slot) << 8 }
}

/// What a guest is made of.
public struct GuestSpec: Sendable {
    /// For people and logs; need not be unique.
    public var name: String
    /// A kernel unpacked, to be entered directly, or one as distributed.
    public var kernel: String
    /// Path of the initial RAM disk; nil for none.
    public var initrd: String?
    /// Options under test and what the caller adds; the machine's own come before them.
    public var cmdline: String
    /// Bytes; a multiple of 1 MiB.
    public var ram: UInt64
    /// IOMMU that the machine shows to the kernel.
    public var viommu: VIOMMU
    /// The `edu` devices, which the probe drives.
    public var edu: [EduSpec]
    /// `host` hides the hypervisor from the kernel, as a machine of its own does.
    public var platform: Platform = .guest
    /// Memory encryption that the guest runs under.
    public var encryption: Encryption = .none
    /// The processor whose own encryption it gets; nil: anything but `none` is emulated, by a second store and the shim,
    /// and QEMU then runs without KVM.
    public var hardware: HardwareEncryption?
    /// Position of the address bit, where there is encryption.
    public var addressBit = 47
    /// Processors that the machine has.
    public var processors = 1
    /// Gives a guest without encryption the CPU of one with it, emulated like that, so that the two can be compared.
    public var namesCPU = false
    /// Whether an intel vIOMMU has pass-through in its ECAP.
    public var passThrough = true
    /// Microcode revision that the CPU reports; nil for one that every kernel accepts. Only where the CPU is a named
    /// one: on a host or under encryption.
    public var microcode: UInt32?
    /// Bytes of RAM that the machine announces it could have after hot-plug. Emulated encryption announces more anyway.
    public var maxmem: UInt64?
    /// The kernel as distributed; needed under encryption, where the shim or the firmware starts it. ``kernel`` is then not used.
    public var packedKernel: String?
    /// The hypervisor that gives the CPU its memory encryption; needed where that is emulated.
    public var shim: String?
    /// Makes the two stores one, which no hardware does: shows that a check sees when bytes turn up in the wrong store.
    public var aliasStores = false
    /// The QEMU to start; nil for the session's.
    public var emulator: String?
    /// Devices that the kernel's own drivers drive.
    public var driven: [DrivenSpec] = []
    /// The machine that it is, in QEMU's words.
    public var machine = LabMachine.usual
    /// What the guest has to do with a snapshot; nil for nothing.
    public var snapshot: Snapshot?
    /// Kernel modules that the agent loads first, in this order.
    public var modules: [String] = []
    /// Whether the kernel traces DMA from its first driver on, and not from its /init on.
    public var tracesBoot = false
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

    /// The names that the guest knows the edu devices by, such as `0000:00:10.0`, in their order.
    public var eduAddresses: [String] {
        edu.map { one in
            let bus = String(one.bus(among: edu), radix: 16)
            return "0000:\(bus.count < 2 ? "0" : "")\(bus):\(one.address)"
        }
    }

    /// The whole kernel command line.
    public var kernelArguments: String {
        var words = machine.kernelWords
        if let word = machine.encryptionWords[encryption] { words.append(word) }
        if tracesBoot { words += KernelProbe.bootWords }
        if !modules.isEmpty { words.append("dmaroute.modules=" + modules.joined(separator: ",")) }
        if !cmdline.isEmpty { words.append(cmdline) }
        return words.joined(separator: " ")
    }
}
