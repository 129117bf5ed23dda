import RouteModel

/// How the reported kernel's age bears on what a kernel at hand can stand in for.
struct Era: Sendable {
    let version: KernelVersion?
    let cmdline: String
    let knowsActiveIOMMU: Bool
    let asksIdentity: Bool
    /// nil where the report does not tell.
    let vendor: Vendor?

    /// Whether arch/x86/kernel/pci-iommu_table.c chose among the ways of mapping: until 5.18.
    var hasTable: Bool { version.map { $0 < KernelVersion(major: 5, minor: 19) } ?? false }

    /// Whether an IOMMU's driver that came up could free the pool.
    ///
    /// AMD's driver kept the pool where all devices pass through by default (5.x drivers/iommu/amd/iommu.c,
    /// amd_iommu_init_dma_ops).
    var freesPool: Bool { hasTable && !(asksIdentity && vendor == .amd) }

    /// Why the pool was not there by a rule that no policy here has; nil where that rule has no part in it.
    var removal: String? {
        guard freesPool, knowsActiveIOMMU || asksIdentity else { return nil }
        return
            "on kernels before 5.19 an IOMMU driver that came up could free the pool (swiotlb = 0, pci_swiotlb_late_init), so that the direct way beside it had none"
    }

    /// What has changed since, and bears on the configuration; nil where nothing has.
    var crossing: String? {
        guard hasTable else { return nil }
        let options = cmdline.split(separator: " ")
        if options.contains("iommu=soft") {
            return "before 5.19 iommu=soft also kept hardware IOMMUs from being used, and it does not since"
        }
        if options.contains("swiotlb=force") {
            return "before 5.19 swiotlb=force also kept hardware IOMMUs from being used, and it does not since"
        }
        return nil
    }
}

extension Mapper {
    /// Why the pool may be gone by the kernel's age alone; nil where the symptom does not ask for that.
    var agedRemoval: String? {
        guard symptom == .noPool || symptom == .directOverflow, reading.poolWarnings.isEmpty else { return nil }
        return era.removal
    }

    /// Whether the age of the kernel explains as well why there is no pool as what is assumed does.
    var mayBeFreedByAge: Bool {
        era.freesPool && !isAssumed.isEmpty && reading.poolWarnings.isEmpty
            && (symptom == .noPool || symptom == .directOverflow)
    }

    /// Whether an option that helps keeps the IOMMU's driver away: on kernels before 5.19 `iommu=soft` and `swiotlb=force`
    /// did, and on every one `igfx_off` does for the graphics of Intel's processors.
    func standsAside(_ claim: Claim) -> Bool {
        guard !claim.isRemoval else { return false }
        if claim.option.hasSuffix("igfx_off") {
            return reading.faults.contains { $0.value.device?.hasSuffix("00:02.0") == true }
        }
        return era.hasTable && ["iommu=soft", "swiotlb=force"].contains(claim.option)
    }

    /// What changed since the reported kernel and bears on the symptom.
    var crossing: String? {
        guard symptom.isRefusal else { return nil }
        if !reading.dynamicPools.isEmpty, symptom == .exhausted || symptom.isTooLarge {
            return
                "the reported kernel's pool grows while it is used (CONFIG_SWIOTLB_DYNAMIC), and no kernel here is built so"
        }
        return agedRemoval ?? era.crossing
    }

    /// The age of the reported kernel, held against the configuration.
    var era: Era {
        let isOff = configuration.boot.cmdline.split(separator: " ").contains {
            ["iommu=off", "amd_iommu=off", "intel_iommu=off"].contains($0)
        }
        let isActive = reading.iommus.contains { if case .active = $0.value { true } else { false } }
        return Era(
            version: reported?.version, cmdline: configuration.boot.cmdline, knowsActiveIOMMU: isActive && !isOff,
            asksIdentity: asksIdentity && !isOff, vendor: vendorOfIOMMU)
    }

    /// The maker of the IOMMU, by the options that name it or the processor.
    var vendorOfIOMMU: Vendor? {
        let options = configuration.boot.cmdline.split(separator: " ")
        if options.contains(where: { $0.hasPrefix("amd_iommu=") }) { return .amd }
        if options.contains(where: { $0.hasPrefix("intel_iommu=") }) { return .intel }
        return reading.vendors.last?.value
    }
}
