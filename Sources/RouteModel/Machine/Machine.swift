/// What the rules need of a boot, as small values, each worked out once a boot.
struct Machine: Hashable, Sendable {
    let encryption: Encryption
    let platform: Platform
    /// nil without encryption.
    let addressBit: AddressBit?
    let microcode: UInt32?
    /// Whether firmware's tables tell how many levels the IOMMU's page tables have.
    let tablesTellLevels: Bool
    let passThrough: Bool
    let canGrow: Bool
    /// nil for none.
    let iommu: IOMMUKind?
    let ram: UInt64
    let layout: RAMLayout
    let pageSize: UInt64
    /// Highest address of ZONE_DMA.
    let zoneDMA: UInt64
    let options: Options
    /// `num_possible_cpus()`: decides the areas of the pool, and with them the least size of a small one.
    let possibleCPUs: UInt64

    init(_ boot: Boot, possibleCPUs: Int = 1) {
        let architecture = boot.architecture
        encryption = boot.encryption
        platform = boot.platform
        addressBit = boot.addressBit
        microcode = boot.microcode
        tablesTellLevels = boot.emulatorTraits.tablesTellLevels
        passThrough = boot.hasPassThrough
        // QEMU announces all memory that could be plugged in above 4 GiB, behind the RAM there (hw/i386/pc.c,
        // pc_memory_init; acpi-build.c, build_srat). Emulated encryption announces its second store in this way.
        options = Options(boot.cmdline)
        canGrow = !options.ignoresSRAT && (boot.means == .emulated || (boot.maxmem ?? 0) > boot.ram)
        iommu = boot.iommuKind
        ram = boot.ram
        layout = boot.layout
        pageSize = architecture.pageSize
        zoneDMA = Device.mask(architecture.zoneDMABits)
        self.possibleCPUs = UInt64(max(possibleCPUs, boot.processors))
    }
}
