/// What one kernel release understood of a command line, as far as it decides routing.
struct Options: Hashable, Sendable {
    /// `iommu=off`: `no_iommu` of arch/x86/kernel/pci-dma.c.
    var iommuOff = false
    /// `iommu=soft`: sets `x86_swiotlb_enable`.
    var iommuSoft = false
    /// Last of `iommu=pt`, `iommu=nopt`, `iommu.passthrough=`; nil when none was understood.
    var passthrough: Bool?
    /// `iommu.strict=` as left by the early options, or `intel_iommu=strict`.
    var strict = false
    /// `intel_iommu=off` stands.
    var intelOff = false
    /// `swiotlb=force`, sticky.
    var force = false
    /// `swiotlb=noforce`, sticky.
    var noforce = false
    /// `default_nslabs` and `default_nareas` after all `swiotlb=` options.
    var slabs = SlabCount()
    /// Why this command line is beyond the model; nil when it is not.
    var beyond: Beyond?

    enum Beyond: UInt8, Sendable {
        /// `swiotlb` without a value: `setup_io_tlb_npages()` reads address 0 before there is a console.
        case crashes
        /// An option that moves memory, processors or firmware tables in ways the model does not follow.
        case reshapes
        /// Longer than what the model follows: the kernel cuts at 2,047 bytes, and guests get more options besides.
        case tooLong
    }
}

/// A command line as each release that has a policy understands it; parsed once a boot.
struct KernelCommandLine: Hashable, Sendable {
    let v61: Options
    let v73: Options

    /// - Parameter text: the options as the boot loader hands them over; any bytes.
    init(_ text: String) {
        let bytes = Array(text.utf8)
        v61 = OptionParser.parse(bytes, dialect: .v61)
        v73 = OptionParser.parse(bytes, dialect: .v73)
    }

    subscript(dialect: Dialect) -> Options {
        switch dialect {
        case .v61: v61
        case .v73: v73
        }
    }
}

/// A way of reading the command line; one for each release whose parsers differ.
enum Dialect: UInt8, Sendable, CaseIterable {
    /// `swiotlb=` keywords by `strcmp()`; `kstrtobool()` without enable and disable.
    case v61
    /// `swiotlb=` keywords by `strncmp()`; `kstrtobool()` also takes words in e and d.
    case v73

    var keywordsByPrefix: Bool { self == .v73 }
    var enableWords: Bool { self == .v73 }
}
