extension IOMMUKind {
    /// Those that QEMU's q35 shows, as each is by default.
    static let x86 = [intel, amd, virtio]

    /// QEMU's intel-iommu; its addresses have 39 bits (hw/i386/intel_iommu_internal.h, VTD_HOST_AW_39BIT).
    private static let intel = IOMMUKind(
        name: .intel, offSwitch: .intelOff, heedsIOMMUOff: true, isParavirtual: false, needsMicrocode: false,
        aperture: .bits(39), mayLackPassThrough: true, flushesLazily: true, entriesCarryBit: false,
        isModelledInHosts: false, isModelledInGuests: false)

    /// QEMU's amd-iommu, which says that it is emulated (NpCache), so that domains are strict. Where the IVRS tells
    /// nothing of levels Linux goes by four.
    private static let amd = IOMMUKind(
        name: .amd, offSwitch: .amdOff, heedsIOMMUOff: true, isParavirtual: false, needsMicrocode: true,
        aperture: .byTables(untold: 48), mayLackPassThrough: false, flushesLazily: false, entriesCarryBit: true,
        isModelledInHosts: true, isModelledInGuests: false)

    /// virtio-iommu, the same on every machine.
    private static let virtio = IOMMUKind(
        name: .virtio, offSwitch: nil, heedsIOMMUOff: false, isParavirtual: true, needsMicrocode: false,
        aperture: .unlimited, mayLackPassThrough: false, flushesLazily: true, entriesCarryBit: false,
        isModelledInHosts: true, isModelledInGuests: true)
}
