import Lab
public import RouteModel

/// What a node can do, as its `dmaroute doctor --format json` tells under `labels`.
public struct NodeLabels: Codable, Hashable, Sendable {
    /// `kvm` only where a guest really runs on it.
    public var accelerator: String
    public var emulator: String
    public var libvirt: String
    /// Names of QEMU's IOMMU devices.
    public var iommus: [String]
    public var cores: Int
    public var memoryMiB: UInt64
    public var slowdown: Double
    /// Kinds of memory encryption that are emulated there.
    public var emulates: [String]
    /// Kinds of memory encryption that the processor and its KVM offer guests.
    public var encrypts: [String]
    /// Position of that processor's C-bit; nil where it has none.
    public var cBit: Int?

    public init(
        accelerator: String, emulator: String, libvirt: String, iommus: [String], cores: Int, memoryMiB: UInt64,
        slowdown: Double, emulates: [String], encrypts: [String], cBit: Int? = nil
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
        self.cBit = cBit
    }

    /// The label that a boot asks for and the node lacks; nil where it can run there.
    /// - Parameter ram: most bytes that a guest may have there; nil: as the node has.
    public func lacks(_ boot: Boot, ram: UInt64?) -> String? {
        let iommu: String? =
            switch boot.viommu {
            case .none: nil
            case .intel: "intel-iommu"
            case .amd: "amd-iommu"
            case .virtio: "virtio-iommu-pci"
            }
        if let iommu, !iommus.contains(iommu) { return iommu }
        if let label = lacksEncryption(boot) { return label }
        return boot.ram > min(ram ?? .max, memoryMiB << 20) ? "\(boot.ram >> 20) MiB of RAM" : nil
    }

    private func lacksEncryption(_ boot: Boot) -> String? {
        switch boot.means {
        case nil: return nil
        case .emulated:
            let kind = boot.encryption.rawValue
            return emulates.contains(kind) ? nil : "\(kind) (emulated)"
        case .hardware:
            let processor = HardwareEncryption(kinds: encrypts.compactMap(Encryption.init), cBit: cBit)
            return processor.lacks(boot.encryption, cBit: boot.cBit)
        }
    }
}
