import RouteModel

extension Reproduction {
    /// Whether the cell holds nothing that the report lacks or denies, so that a guest that shows the symptom reproduces it.
    public var isGrounded: Bool { ungrounded.isEmpty }
}

extension AnswerChooser {
    /// What the cell holds that the report does not give, in words.
    var ungrounded: [String] {
        let all =
            conditions + assumedIOMMU + constructed
            + mapper.standIns.filter { $0.hasPrefix("a pool") || $0.hasPrefix("a mask") }.map {
                $0 + " changes nothing"
            }
            + decidingValues
        return all.enumerated().filter { index, ground in !all[..<index].contains(ground) }.map(\.element)
    }

    /// Values that the report does not give, and without which the symptom would not show.
    private var decidingValues: [String] {
        assumed.filter { $0.decides && ["RAM", "DMA mask", "size of the allocation"].contains($0.fact) }.map {
            "\($0.fact) is as assumed (\($0.value))"
        }
    }

    /// A state or a request that was made up where the report shows none.
    private var constructed: [String] {
        var made: [String] = []
        let showsUse = mapper.reading.full.contains { ($0.value.total ?? 0) > 0 && $0.value.used != nil }
        if mapper.symptom == .exhausted, !showsUse {
            made.append("so many mappings are held that the pool is used up, which no number of the report shows")
        }
        if !mapper.reading.failedAllocations.isEmpty, mapper.symptom.isTooLarge,
            mapper.configuration.request.kind != .allocCoherent
        {
            made.append("a streaming mapping stands for what was a coherent allocation")
        }
        return made
    }

    /// Kernels before 5.0 went through code of their own, which no kernel here has.
    var olderRules: [String] {
        // Where no line names the kernel, the form of the message may tell its age.
        let isOld =
            mapper.reported.map { $0.version < KernelVersion(major: 5, minor: 0) }
            ?? mapper.reading.full.contains(where: \.value.isOld)
        guard isOld, mapper.crossing == nil else { return [] }
        let kernel = mapper.reported?.text ?? "the kernel that printed so old a message"
        return [
            "what holds since 5.0 held on \(kernel) as well: until then SWIOTLB's own code, and not the DMA core's, mapped"
        ]
    }

    /// An IOMMU that no line of the report shows at work.
    private var assumedIOMMU: [String] {
        let isShown = mapper.reading.iommus.contains { if case .active = $0.value { true } else { false } }
        guard mapper.configuration.boot.viommu != .none, !isShown else { return [] }
        return ["an IOMMU is at work (\(mapper.configuration.boot.viommu.rawValue))"]
    }
}
