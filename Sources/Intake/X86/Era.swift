import RouteModel

/// How the reported kernel's age bears on what a kernel at hand can stand in for.
struct Era: Sendable {
    let version: KernelVersion?
    let cmdline: String
    let knowsActiveIOMMU: Bool
    let asksIdentity: Bool

    /// Whether arch/x86/kernel/pci-iommu_table.c chose among the ways of mapping: until 5.18.
    var hasTable: Bool { version.map { $0 < KernelVersion(major: 5, minor: 19) } ?? false }

    /// Why the pool was not there by a rule that no policy here has; nil where that rule has no part in it.
    var removal: String? {
        guard hasTable, knowsActiveIOMMU || asksIdentity else { return nil }
        return
            "on kernels before 5.19 an IOMMU driver that came up could free the pool (swiotlb = 0, pci_swiotlb_late_init), so that the direct way beside it had none"
    }

    /// What has changed since, and bears on the configuration; nil where nothing has.
    var crossing: String? {
        guard hasTable else { return nil }
        if let removal { return removal }
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
    var agedRemoval: String? { symptom == .noPool || symptom == .directOverflow ? era.removal : nil }

    /// Whether the age of the kernel explains as well why there is no pool as what is assumed does.
    var mayBeFreedByAge: Bool {
        era.hasTable && !isAssumed.isEmpty && (symptom == .noPool || symptom == .directOverflow)
    }

    /// What changed since the reported kernel and bears on the symptom.
    var crossing: String? {
        guard symptom.isRefusal else { return nil }
        if !reading.dynamicPools.isEmpty, symptom == .exhausted || symptom.isTooLarge {
            return
                "the reported kernel's pool grows while it is used (CONFIG_SWIOTLB_DYNAMIC), and no kernel here is built so"
        }
        return era.crossing
    }

    /// The age of the reported kernel, held against the configuration.
    var era: Era {
        let isOff = configuration.boot.cmdline.split(separator: " ").contains {
            ["iommu=off", "amd_iommu=off", "intel_iommu=off"].contains($0)
        }
        let isActive = reading.iommus.contains { if case .active = $0.value { true } else { false } }
        return Era(
            version: reported?.version, cmdline: configuration.boot.cmdline, knowsActiveIOMMU: isActive && !isOff,
            asksIdentity: asksIdentity && !isOff)
    }
}
