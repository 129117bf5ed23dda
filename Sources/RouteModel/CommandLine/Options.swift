/// What stands on a command line, as far as it decides routing.
///
/// Where releases read an option in different ways it holds what each way makes of it, and the rule that reads the option
/// takes its own.
struct Options: Hashable, Sendable {
    /// `iommu=off`: `no_iommu` of arch/x86/kernel/pci-dma.c.
    var iommuOff = false
    /// `iommu=soft`: sets `x86_swiotlb_enable`.
    var iommuSoft = false
    /// Last of `iommu=pt`, `iommu=nopt`, `iommu.passthrough=`.
    var passthrough = BoolOption()
    /// `iommu.strict=` as left by the early options, `intel_iommu=strict` or `amd_iommu=fullflush`.
    var strict = BoolOption()
    /// `intel_iommu=off` stands.
    var intelOff = false
    /// `amd_iommu=off` was said, sticky.
    var amdOff = false
    /// `coherent_pool=` in bytes; 0 where it was not said.
    var coherentPool: UInt64 = 0
    /// `iommu.forcedac=` as left by the early options, or `intel_iommu=forcedac`.
    var forcedac = BoolOption()
    /// `swiotlb=force`, sticky.
    var force = Keyword()
    /// `swiotlb=noforce`, sticky.
    var noforce = Keyword()
    /// `default_nslabs` and `default_nareas` after all `swiotlb=` options.
    var slabs = SlabCount()
    /// `numa=off`: firmware's table of memory that could be plugged in (SRAT) is not read, so `max_possible_pfn` is the end of
    /// the RAM (arch/x86/mm/numa.c, x86_numa_init).
    var ignoresSRAT = false
    /// Bytes that `crashkernel=` names; nil where it was not said.
    var crashKernel: UInt64?
    /// Pages of `hugepages=`, of the usual large size.
    var largePages: UInt64 = 0
    var encryption = EncryptionOption()
    /// Why this command line is beyond the model; nil when it is not.
    var beyond: Beyond?

    init() {}

    /// - Parameter text: the options as the boot loader hands them over; any bytes.
    init(_ text: String) { self = OptionParser.parse(Array(text.utf8)) }

    enum Beyond: UInt8, Sendable {
        /// `swiotlb` or `coherent_pool` without a value: the parser reads address 0 before there is a console.
        case crashes
        /// An option that moves memory, processors or firmware tables, or leaves out code or devices.
        case reshapes
        /// Longer than what the model follows: the kernel cuts at 2,047 bytes, and guests get more options besides.
        case tooLong
    }
}

/// A value that `kstrtobool()` of lib/kstrtox.c reads; nil where nothing was understood.
struct BoolOption: Hashable, Sendable {
    /// By letters, digits, `on` and `of` alone.
    var plain: Bool?
    /// Also by words in e and d.
    var withWords: Bool?

    /// What every way of reading understands.
    mutating func set(_ value: Bool) { (plain, withWords) = (value, value) }

    mutating func read(_ text: Bytes?) {
        plain = Text.bool(text) ?? plain
        withWords = Text.boolOrWord(text) ?? withWords
    }
}

/// Whether a keyword of `swiotlb=` was said.
struct Keyword: Hashable, Sendable {
    /// By `strcmp()`.
    var exact = false
    /// By `strncmp()`.
    var prefix = false

    mutating func read(_ text: Bytes, _ keyword: StaticString) {
        if Text.equals(text, keyword) { exact = true }
        if Text.starts(text, with: keyword) { prefix = true }
    }
}
