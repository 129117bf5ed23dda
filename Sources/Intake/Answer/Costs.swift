import RouteModel

extension AnswerChooser {
    func cost(without option: String) -> String {
        switch option {
        case "iommu=off": "none: the pool comes back, and an IOMMU where there is one"
        case "swiotlb=noforce": "64 MiB of memory for the pool"
        case "swiotlb=force": "none"
        case "iommu=pt", "iommu.passthrough=1": "translation costs some speed, and protects from stray DMA"
        case "mem_encrypt=on": cost(with: "mem_encrypt=off")
        default: "what the option was set for"
        }
    }

    func cost(with option: String) -> String {
        switch option {
        case "iommu=pt", "iommu.passthrough=1": "devices reach all memory: the IOMMU no longer protects it" + stray
        case "iommu=nopt": "translation costs some speed, and protects from stray DMA"
        case "iommu=soft" where mapper.symptom != .fault: "64 MiB of memory for the pool"
        case "iommu=soft", "iommu=off", "amd_iommu=off", "intel_iommu=off":
            "no IOMMU: devices reach all memory, and none can be given to a guest" + stray
        case "mem_encrypt=off": "memory is no longer encrypted"
        case "swiotlb=force": "every mapping is copied"
        default: poolCost(option) ?? "what the option does besides"
        }
    }

    /// An IOMMU that stops nothing hides what it reported.
    private var stray: String {
        mapper.symptom == .fault ? "; the stray access is no longer stopped, and may destroy data" : ""
    }

    private func poolCost(_ option: String) -> String? {
        guard option.hasPrefix("swiotlb="), let slots = UInt64(option.dropFirst(8).prefix { $0.isNumber }), slots > 0
        else { return nil }
        return "\(slots / 512) MiB of memory below 4 GiB, for good"
    }
}
