/// What one kernel release understood of a command line, as far as it decides routing.
struct Options: Hashable, Sendable {
    /// `iommu=off`: `no_iommu` of arch/x86/kernel/pci-dma.c.
    var iommuOff = false
    /// `iommu=soft`: sets `x86_swiotlb_enable`.
    var iommuSoft = false
    /// Last of `iommu=pt`, `iommu=nopt`, `iommu.passthrough=`; nil when none was understood.
    var passthrough: Bool?
    /// `iommu.strict=` as left by the early options, `intel_iommu=strict` or `amd_iommu=fullflush`.
    var strict = false
    /// `intel_iommu=off` stands.
    var intelOff = false
    /// `amd_iommu=off` was said, sticky.
    var amdOff = false
    /// `coherent_pool=` in bytes; 0 where it was not said.
    var coherentPool: UInt64 = 0
    /// `iommu.forcedac=` as left by the early options, or `intel_iommu=forcedac`.
    var forceDAC = false
    /// `swiotlb=force`, sticky.
    var force = false
    /// `swiotlb=noforce`, sticky.
    var noforce = false
    /// `default_nslabs` and `default_nareas` after all `swiotlb=` options.
    var slabs = SlabCount()
    /// Whether a host that is told `mem_encrypt=on` before these options keeps SME on.
    var leavesEncryption = true
    /// Why this command line is beyond the model; nil when it is not.
    var beyond: Beyond?

    enum Beyond: UInt8, Sendable {
        /// `swiotlb` or `coherent_pool` without a value: the parser reads address 0 before there is a console.
        case crashes
        /// An option that moves memory, processors or firmware tables, or leaves out code or devices.
        case reshapes
        /// Longer than what the model follows: the kernel cuts at 2,047 bytes, and guests get more options besides.
        case tooLong
    }
}

/// A command line as each release that has a policy understands it; parsed once a boot.
struct KernelCommandLine: Hashable, Sendable {
    private let options: [Options]

    /// - Parameter text: the options as the boot loader hands them over; any bytes.
    init(_ text: String) {
        let bytes = Array(text.utf8)
        options = Dialect.allCases.map { OptionParser.parse(bytes, dialect: $0) }
    }

    subscript(dialect: Dialect) -> Options { options[Int(dialect.rawValue)] }
}

/// A release as its rules are cited, and its way of reading the command line.
enum Dialect: UInt8, Sendable, CaseIterable {
    case v61, v612, v618, v72, v73

    /// As a citation begins.
    var release: String {
        switch self {
        case .v61: "6.1"
        case .v612: "6.12"
        case .v618: "6.18"
        case .v72: "7.2"
        case .v73: "7.3"
        }
    }

    /// `swiotlb=` keywords by `strncmp()`, where earlier releases have `strcmp()`.
    var keywordsByPrefix: Bool { self == .v73 }
    /// `kstrtobool()` also takes words in e and d.
    var enableWords: Bool { self == .v618 || self == .v72 || self == .v73 }
}
