/// When x86 wants the pool, and how much of it a guest with encrypted memory asks for.
extension PoolRules {
    static let wanted = RuleSpec(
        slot: .poolWanted, id: "swiotlb/pool-wanted",
        says:
            "x86 wants the pool when RAM lies above 4 GiB and iommu=off is absent, with iommu=soft, or when memory is "
            + "encrypted.",
        yes: "x86 wants the pool.", no: "x86 does not want the pool.",
        cite: cite("arch/x86/kernel/pci-dma.c:pci_swiotlb_detect"),
        body: .decision { $0[.encrypts] || $0[.ramAbove4G] && !$0[.iommuOff] || $0[.softAsked] })

    static let forceInGuests = RuleSpec(
        slot: .forceBounce, id: "swiotlb/force-bounce-or-guest",
        says:
            "Every streaming mapping on the direct path is bounced when a pool is built, and swiotlb=force was said or "
            + "the kernel is a guest with encrypted memory (SWIOTLB_FORCE).",
        yes: "Bouncing is forced.", no: "Bouncing is not forced.",
        cite: cite("kernel/dma/swiotlb.c:swiotlb_init_io_tlb_mem").then(
            "arch/x86/kernel/pci-dma.c:pci_swiotlb_detect", from: .v612, through: .v72),
        body: .decision { ($0[.forceAsked] || $0[.encrypts] && $0.encryption != .sme) && $0[.poolExists] })

    /// `clamp_val(total_mem * 6 / 100, IO_TLB_DEFAULT_SIZE, SZ_1G)`.
    private static func share(of memory: UInt64) -> UInt64 {
        min(max(min(memory, MemoryMap.most) * 6 / 100, SlabCount.usual * SlabCount.slab), 1 << 30)
    }

    /// Whether a guest's pool is the same whether firmware keeps nothing of the RAM or 16 MiB, which is more than
    /// any that QEMU runs keeps: its size is rounded up to a power of two.
    static func shareIsCertain(_ situation: Situation) -> Bool {
        guard situation.found.slabs != nil else { return true }
        func slabs(_ memory: UInt64) -> UInt64 {
            var slabs = situation.options.slabs
            slabs.adjust(to: share(of: memory))
            return slabs.atInit(possibleCPUs: situation.possibleCPUs).slabs
        }
        return slabs(situation.ram) == slabs(situation.ram - min(situation.ram, 16 << 20))
    }

    /// Bytes below 4 GiB that `crashkernel=` takes before the pool is built, at most: what it names, or, where that lies
    /// above, what every such kernel has below (DEFAULT_CRASH_KERNEL_LOW_SIZE: 256 MiB, or the pool and 8 MiB), aligned to
    /// 16 MiB (arch/x86/include/asm/crash_reserve.h; before 6.9 arch/x86/kernel/setup.c, reserve_crashkernel).
    static func crashKernel(_ situation: Situation) -> UInt64 {
        guard let named = situation.options.crashKernel else { return 0 }
        let pool = min(situation.slabs.slabs, SlabCount.absurd) * SlabCount.slab
        return max(min(named, MemoryMap.most), 256 << 20, pool + (8 << 20)) + (16 << 20)
    }

    static let guestShare = RuleSpec(
        slot: .poolShare, id: "swiotlb/guest-share",
        says:
            "A guest with encrypted memory asks for 6 % of its RAM, at least 64 MiB and at most 1 GiB, unless swiotlb= "
            + "gives a number.",
        cite: cite("arch/x86/mm/mem_encrypt_amd.c:sev_setup_arch").then(
            "arch/x86/mm/mem_encrypt.c:mem_encrypt_setup_arch", from: .v612),
        body: .quantity({ share(of: $0.ram) }, wrong: { $1 / 2 }))
}
