/// `host`: bare metal to the kernel (no hypervisor bit in CPUID); `guest`: anything else.
public enum Platform: String, Codable, Sendable, CaseIterable {
    case host
    case guest
}

public enum Encryption: String, Codable, Sendable, CaseIterable {
    case none
    case sme
    case sev
    case sevES = "sev-es"
    case sevSNP = "sev-snp"
    case tdx
}

/// The IOMMU that the machine shows to the kernel.
public enum VIOMMU: String, Codable, Sendable, CaseIterable {
    case none
    case intel
    case amd
    case virtio
}

/// What is fixed before a guest's first instruction and decides routing.
public struct Boot: Hashable, Codable, Sendable {
    /// A kernel's name in images/kernels.yaml, such as `linux-6.1`.
    public var kernel: String
    public var platform: Platform
    public var encryption: Encryption
    public var viommu: VIOMMU
    /// The options under test only; what every guest gets besides is the lab's.
    public var cmdline: String
    /// Bytes.
    public var ram: UInt64
    /// Position of the C-bit, where there is encryption.
    public var cBit: Int

    public init(
        kernel: String, platform: Platform = .guest, encryption: Encryption = .none, viommu: VIOMMU = .none,
        cmdline: String = "", ram: UInt64, cBit: Int = 47
    ) {
        self.kernel = kernel
        self.platform = platform
        self.encryption = encryption
        self.viommu = viommu
        self.cmdline = cmdline
        self.ram = ram
        self.cBit = cBit
    }
}
