extension Walk {
    /// Whether the policy speaks about this boot at all.
    mutating func modelsBoot() -> Bool {
        passes(.modelledEncryption) && passes(.modelledIOMMU) && passes(.modelledOptions)
    }

    /// `use_dma_iommu()` or the `dma_ops` of dma-iommu: the device's default domain translates.
    mutating func translates() -> Bool {
        guard behindIOMMU() else { return false }
        _ = identity()
        return ask(.translates)
    }

    mutating func iommuPresent() -> Bool {
        if let iommu = situation.iommu { askSwitches(iommu) }
        return ask(.iommuPresent)
    }

    /// Asks what could keep the machine's IOMMU from working, until something does.
    private mutating func askSwitches(_ iommu: IOMMUKind) {
        if iommu.heedsIOMMUOff, ask(.iommuOff) { return }
        if iommu.needsMicrocode, encrypts(), !ask(.microcodeAccepted) { return }
        if let option = iommu.offSwitch { _ = ask(option) }
        if iommu.isParavirtual, holds(.viommuUnserved), encrypts() {
            _ = poolExists()
            _ = ask(.viommuUnserved)
        }
    }

    /// Whether the device has an IOMMU group: an IOMMU is at work, and the device is not beside it.
    mutating func behindIOMMU() -> Bool { iommuPresent() && (!situation.besideIOMMU || ask(.behindIOMMU)) }

    /// Whether the kernel uses the machine's encryption; asked only where there is one.
    mutating func encrypts() -> Bool { situation.encryption != .none && ask(.encrypts) }

    /// `force_dma_unencrypted()`.
    mutating func forcesUnencrypted() -> Bool {
        guard encrypts() else { return false }
        if holds(.forceDecrypts), ask(.forceAsked) { _ = ask(.forceDecrypts) }
        return ask(.forceUnencrypted)
    }

    private mutating func identity() -> Bool {
        if situation.untrusted { _ = ask(.untrustedTranslates) }
        if ask(.identityAsked) { askIdentityHardware() }
        return ask(.identity)
    }

    /// Only Intel's driver looks, and from 6.12 on.
    private mutating func askIdentityHardware() {
        if situation.iommu?.mayLackPassThrough == true, holds(.identityHardware) { _ = ask(.identityHardware) }
    }

    /// sysfs' word for the default domain of the device's group; nil where there is no group.
    mutating func groupType() -> String? {
        guard behindIOMMU() else { return nil }
        guard translates() else { return "identity" }
        _ = ask(.strictAsked)
        askIdentityHardware()
        return ask(.flushQueue) ? "DMA-FQ" : "DMA"
    }

    mutating func lowEnd() {
        if !situation.found.asked.contains(.lowEnd) { situation.found.lowEnd = measure(.lowEnd) }
    }

    /// Whether `swiotlb_init()` builds the default pool, which is all that `is_swiotlb_active()` tests.
    mutating func poolExists() -> Bool {
        if situation.found.asked.contains(.poolExists) { return situation[.poolExists] }
        if ask(.forceAsked) == false {
            if !encrypts() {
                if ask(.ramAbove4G) { _ = ask(.iommuOff) }
                _ = ask(.softAsked)
            }
            _ = ask(.poolWanted)
        }
        if situation[.forceAsked] || situation[.poolWanted] { _ = ask(.noforceAsked) }
        return ask(.poolExists)
    }

    /// `is_swiotlb_force_bounce()`.
    mutating func forcesBounce() -> Bool {
        if ask(.forceAsked) || encrypts() { _ = poolExists() }
        if holds(.forceIgnored), situation[.forceAsked], encrypts(), ask(.identityAsked) { _ = ask(.forceIgnored) }
        return ask(.forceBounce)
    }

    /// What the default pool's size starts from.
    private mutating func poolSlabs() {
        guard encrypts(), situation.encryption != .sme, !situation.found.asked.contains(.poolShare) else { return }
        var slabs = situation.options.slabs
        slabs.adjust(to: measure(.poolShare))
        situation.found.slabs = slabs.atInit(possibleCPUs: situation.possibleCPUs)
    }

    mutating func poolSize() {
        poolSlabs()
        if !situation.found.asked.contains(.poolBytes) { situation.found.poolBytes = measure(.poolBytes) }
    }

    mutating func poolAreas() {
        if !situation.found.asked.contains(.poolAreas) { situation.found.poolAreas = measure(.poolAreas) }
    }

    mutating func poolPlace() {
        lowEnd()
        poolSize()
        if !situation.found.asked.contains(.poolFloor) { situation.found.poolFloor = measure(.poolFloor) }
    }

    /// Whether the pool, where there is one, is of a size that `swiotlb_init()` certainly gets.
    mutating func modelsPool() -> Bool {
        poolSlabs()
        return passes(.modelledPool)
    }
}
