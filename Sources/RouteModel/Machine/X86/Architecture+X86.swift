extension Architecture {
    /// x86-64, as QEMU's q35 shows it.
    static let x86 = Architecture(
        name: "x86-64", memoryMap: .q35, pageBits: 12, zoneDMABits: 24,
        addressBits: [.sme: amds, .sev: amds, .sevES: amds, .sevSNP: amds, .tdx: intels], iommuKinds: IOMMUKind.x86)

    /// That of a boot that names none.
    public static let usual = x86

    /// AMD's (APM volume 2, 7.10.1; Linux: `sme_me_mask`, which `phys_to_dma()` sets).
    private static let amds = AddressBit(position: 47, meaning: .encryptedWhenSet, standsInDMAAddress: true)

    /// TDX's, the highest of a guest-physical address. Linux has it in page tables alone (arch/x86/coco/core.c,
    /// cc_mkdec): `sme_me_mask` is 0 there.
    private static let intels = AddressBit(position: 47, meaning: .sharedWhenSet, standsInDMAAddress: false)
}

extension MemoryMap {
    /// From 2,816 MiB on, QEMU leaves 2 GiB below 4 GiB and puts the rest from 4 GiB up; a smaller RAM lies low as a
    /// whole (QEMU hw/i386/pc_q35.c, pc_q35_init).
    static let q35 = MemoryMap(start: 0, split: 0xb000_0000, lowWhenSplit: 0x8000_0000, firmwareTables: 1 << 20)
}
