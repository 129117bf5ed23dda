import Lab
public import Plan
public import RouteModel

/// What a node can do, as its `dmaroute doctor --format json` tells under `labels`.
public struct NodeLabels: Codable, Hashable, Sendable {
    /// `kvm` only where a guest really runs on it.
    public var accelerator: String
    /// QEMU's version, such as `7.2.0`.
    public var emulator: String
    /// libvirt's version, such as `9.0.0`.
    public var libvirt: String
    /// Names of QEMU's IOMMU devices.
    public var iommus: [String]
    /// Number of processors that are online.
    public var cores: Int
    /// RAM of the node, in MiB.
    public var memoryMiB: UInt64
    /// Factor by which the node's time limits are stretched, at least 1.
    public var slowdown: Double
    /// Kinds of memory encryption that are emulated there.
    public var emulates: [String]
    /// Kinds of memory encryption that the processor and its KVM offer guests.
    public var encrypts: [String]
    /// Position of that processor's address bit; nil where it has none.
    public var addressBit: Int?

    public init(
        accelerator: String, emulator: String, libvirt: String, iommus: [String], cores: Int, memoryMiB: UInt64,
        slowdown: Double, emulates: [String], encrypts: [String], addressBit: Int? = nil
    ) {
        self.accelerator = accelerator
        self.emulator = emulator
        self.libvirt = libvirt
        self.iommus = iommus
        self.cores = cores
        self.memoryMiB = memoryMiB
        self.slowdown = slowdown
        self.emulates = emulates
        self.encrypts = encrypts
        self.addressBit = addressBit
    }

    /// Why a boot cannot run there; nil where it can. What a node tells nothing of counts as there.
    /// - Parameter ram: most bytes that a guest may have there; nil: as the node has.
    public func lack(of boot: Boot, ram: UInt64?) -> Lack? {
        Capabilities(
            emulates: Set(emulates.compactMap(Encryption.init)), emulators: nil,
            hardware: HardwareEncryption(kinds: encrypts.compactMap(Encryption.init), addressBit: addressBit),
            missingIOMMUs: LabMachine.of(boot).missingIOMMUs(among: iommus),
            memory: min(ram ?? .max, memoryMiB << 20)
        ).lack(of: boot)
    }

    private enum CodingKeys: String, CodingKey {
        case accelerator, emulator, libvirt, iommus, cores, memoryMiB, slowdown, emulates, encrypts
        case addressBit = "cBit"
    }
}
