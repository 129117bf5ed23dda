import RouteModel

extension Boot {
    /// What the lab cannot build of this boot; nil where it can. Such a boot is never started as another one.
    var beyondTheLab: String? {
        if encryption != .none { return "the lab builds no machine with memory encryption (\(encryption.rawValue))" }
        if platform != .guest {
            return "the lab builds machines of platform guest only, and this boot is of platform host"
        }
        switch viommu {
        case .none, .intel: return nil
        case .amd, .virtio: return "the lab builds no machine with an IOMMU of model \(viommu.rawValue)"
        }
    }
}
