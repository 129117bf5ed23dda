import RouteModel

extension Reproduction {
    /// Whether the cell holds nothing that the report lacks or denies, so that a guest that shows the symptom reproduces it.
    public var isGrounded: Bool { ungrounded.isEmpty }
}

extension AnswerChooser {
    /// What the cell holds that the report does not give, in words.
    var ungrounded: [String] {
        mapper.isAssumed + assumedIOMMU + mapper.standIns.filter { $0.hasPrefix("a pool") || $0.hasPrefix("a mask") }
            + (mapper.crossing.map { [$0] } ?? [])
    }

    /// An IOMMU that no line of the report shows at work.
    private var assumedIOMMU: [String] {
        let isShown = mapper.reading.iommus.contains { if case .active = $0.value { true } else { false } }
        guard mapper.configuration.boot.viommu != .none, !isShown else { return [] }
        return ["an IOMMU is at work (\(mapper.configuration.boot.viommu.rawValue))"]
    }
}
