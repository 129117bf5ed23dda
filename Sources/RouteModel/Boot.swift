/// `host`: bare metal to the kernel (no hypervisor bit in CPUID); `guest`: anything else.
public enum Platform: String, Codable, Sendable, CaseIterable {
    case host
    case guest
}

/// Sort of memory encryption: AMD's SME of a host, AMD's SEV and Intel's TDX of a guest.
public enum Encryption: String, Codable, Sendable, CaseIterable {
    case none
    case sme
    case sev
    case sevES = "sev-es"
    case sevSNP = "sev-snp"
    case tdx
}

/// How a machine comes by its memory encryption.
public enum Means: String, Codable, Sendable, CaseIterable {
    /// Two memories and a thin hypervisor under an unmodified kernel; see images/shim/README.md.
    case emulated
    /// The processor's own.
    case hardware
}

/// One of the two memories behind a guest's RAM under emulated encryption. Without encryption there is only `plain`.
public enum Store: String, Codable, Sendable, CaseIterable {
    /// What an address without the C-bit reaches.
    case plain
    /// What an address with the C-bit reaches.
    case encrypted
}

/// The IOMMU that the machine shows to the kernel.
public enum VIOMMU: String, Codable, Sendable, CaseIterable {
    case none
    case intel
    case amd
    case virtio
}

/// A QEMU beside the machine's own.
public enum Emulator: String, Codable, Sendable, CaseIterable {
    case qemu10 = "qemu-10"
    case qemu11 = "qemu-11"
}

/// What is fixed before a guest's first instruction and decides routing.
public struct Boot: Hashable, Codable, Sendable {
    /// A kernel's name in images/kernels.yaml, such as `linux-6.1`; release and digest of one that was brought along.
    public var kernel: String
    /// Whether the kernel sees itself on bare metal or in a guest.
    public var platform: Platform
    /// How the machine's memory is encrypted, if it is.
    public var encryption: Encryption
    /// IOMMU that the machine shows; `none` for a machine without one.
    public var viommu: VIOMMU
    /// The options under test only; what every guest gets besides is the lab's.
    public var cmdline: String
    /// Bytes.
    public var ram: UInt64
    /// Position of the C-bit, where there is encryption.
    public var cBit: Int
    /// Microcode revision that the CPU reports in MSR 0x8B; nil for one that every kernel accepts.
    public var microcode: UInt32?
    /// Bytes of RAM that the machine could have after hot-plug, as its firmware tables say; nil where nothing can be
    /// plugged in. What is more than the RAM is announced above 4 GiB, however little it is; a machine with emulated
    /// encryption always announces some.
    public var maxmem: UInt64?
    /// The QEMU that shows the machine; nil for the one that is installed.
    public var emulator: Emulator?
    /// Whether Intel's IOMMU offers pass-through (ECAP.PT); nil for yes, and where there is none.
    public var passThrough: Bool?
    /// How encryption is to come about; nil for emulated, and where there is none.
    public var askedMeans: Means?
    /// Processors of the machine; nil for one.
    public var cpus: Int?

    /// Whether an IOMMU of Intel's would offer pass-through.
    public var hasPassThrough: Bool { passThrough ?? true }

    /// Processors that the machine has, which are those that the kernel counts as possible.
    public var processors: Int { cpus ?? 1 }

    /// How the boot's encryption comes about; nil where there is none.
    public var means: Means? { encryption == .none ? nil : askedMeans ?? .emulated }

    public init(
        kernel: String, platform: Platform = .guest, encryption: Encryption = .none, viommu: VIOMMU = .none,
        cmdline: String = "", ram: UInt64, cBit: Int = 47, microcode: UInt32? = nil, maxmem: UInt64? = nil,
        emulator: Emulator? = nil, passThrough: Bool? = nil, askedMeans: Means? = nil, cpus: Int? = nil
    ) {
        self.kernel = kernel
        self.platform = platform
        self.encryption = encryption
        self.viommu = viommu
        self.cmdline = cmdline
        self.ram = ram
        self.cBit = cBit
        self.microcode = microcode
        self.maxmem = maxmem
        self.emulator = emulator
        self.passThrough = passThrough
        self.askedMeans = askedMeans
        self.cpus = cpus
    }

    private enum CodingKeys: String, CodingKey {
        case kernel, platform, encryption, viommu, cmdline, ram, cBit, microcode, maxmem, emulator, passThrough, cpus
        case askedMeans = "means"
    }
}
