import Lab
import RouteModel

extension Boot {
    /// What the lab cannot build of this boot; nil where it can. Such a boot is never started as another one.
    func beyondTheLab(_ emulation: Emulation) -> String? {
        if let lack = GuestSpec.unavailable(
            platform: platform, encryption: encryption, viommu: viommu, ram: ram, cBit: cBit)
        {
            return lack
        }
        if viommu == .virtio { return "the guest loads no driver of virtio-iommu, which is a module in these kernels" }
        guard encryption != .none else { return nil }
        if emulation.shim == nil { return "the shim that emulates memory encryption is not built: make shim" }
        if emulation.aliasesStores, encryption == .sev {
            return "with one store for both views a SEV guest would poison what it runs from"
        }
        return nil
    }
}
