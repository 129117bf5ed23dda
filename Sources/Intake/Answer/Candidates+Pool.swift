import RouteModel

extension AnswerChooser {
    /// What gives the machine a pool, or a larger one.
    var ofThePool: [Candidate] {
        if !mapper.reading.poolWarnings.isEmpty { return poolAtBoot }
        if mapper.isPluggedIn, mapper.standInOptions.contains("swiotlb=noforce") { return poolBeforePlugging }
        guard case .exhausted = mapper.symptom, !mapper.reading.deniesLargerPool else { return [] }
        return largerPool
    }

    /// Slots that a pool has at most: 2 GiB below 4 GiB.
    private static let mostSlots: UInt64 = 1 << 20
    /// Slots that a pool here has where one of the reported size would not fit.
    private static let fittingSlots: UInt64 = 65536

    private var largerPool: [Candidate] {
        let cell = mapper.configuration
        let total = mapper.nearest(mapper.reading.full)?.value.total ?? 32768
        let slots = min(max(min(total, Self.mostSlots) * 4, Self.fittingSlots), Self.mostSlots)
        guard slots > total else { return [] }
        let isScaled = mapper.standIns.contains { $0.hasPrefix("a pool of") }
        let here = isScaled ? min(slots, Self.fittingSlots) : slots
        let force = cell.boot.cmdline.contains("force") ? ",force" : ""
        return [
            Candidate(
                attempt: "a larger pool: boot with swiotlb=\(slots)", options: ["swiotlb=\(slots)"],
                cost:
                    "\(slots / 512) MiB of memory below 4 GiB, for good; mappings that are never released fill it too",
                configuration: cell.replacing("swiotlb=\(here)\(force)"))
        ]
    }

    /// Nothing of the reported command line took the pool away.
    private var withoutStandIns: Configuration {
        let cell = mapper.configuration
        return cell.with(.cmdline(Configuration.options(cell.boot.cmdline) { mapper.standInOptions.contains($0) }))
    }

    private var poolAtBoot: [Candidate] {
        [
            Candidate(
                attempt:
                    "leave memory below 4 GiB for the pool (to a crash kernel with crashkernel=SIZE,low), or ask for a smaller one (swiotlb=SLOTS)",
                options: [], cost: "memory below 4 GiB", configuration: withoutStandIns)
        ]
    }

    private var poolBeforePlugging: [Candidate] {
        [
            Candidate(
                attempt: "boot with swiotlb=force, so that a pool is there before RAM is plugged in",
                options: ["swiotlb=force"], cost: cost(with: "swiotlb=force"),
                configuration: withoutStandIns.replacing("swiotlb=force"))
        ]
    }
}
