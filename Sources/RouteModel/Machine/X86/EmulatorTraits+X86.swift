extension EmulatorTraits {
    /// QEMU 7.2 (nil) writes an IVHD of type 10h alone (build_amd_iommu of hw/i386/acpi-build.c), which does not hold the
    /// extended features. QEMU 10 and 11 write one of type 11h too, with EFR 0x29d3, whose HATS (bits 11 to 10) stands for
    /// six levels.
    init(_ emulator: Emulator?) {
        switch emulator {
        case nil: self.init(tablesTellLevels: false, iommuKnowsPorts: false)
        case .qemu10: self.init(tablesTellLevels: true, iommuKnowsPorts: false)
        case .qemu11: self.init(tablesTellLevels: true, iommuKnowsPorts: true)
        }
    }
}
