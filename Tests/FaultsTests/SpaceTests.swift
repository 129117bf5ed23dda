import Faults
import RouteModel
import Testing

/// Faults by prediction over a part of the space.
@Suite(.timeLimit(.minutes(10))) struct SpaceTests {
    private static func faults(_ policies: [Policy], where isWanted: (Boot) -> Bool) -> [KernelFault] {
        let space = ConfigurationSpace(boots: isWanted)
        return FaultForecast.faults(
            policies.map { policy in
                var forecast = FaultForecast(policy)
                space.forEach { position, point in
                    for outcome in policy.predict(point) {
                        forecast.take(outcome, at: point, weight: space.weight(of: position))
                    }
                    return true
                }
                return forecast
            })
    }

    private static func word(_ fault: KernelFault) -> String { "\(fault.duty.rawValue) \(fault.cause.asks)" }

    private static func kernels(_ first: String) -> [Policy] {
        [first, "linux-7.2", "linux-7.3"].compactMap(Policy.named)
    }

    @Test func everyFaultOfEncryptedMachinesHasAQuestionAPlaceAndKernels() {
        let faults = Self.faults(Self.kernels("linux-6.18")) { boot in
            boot.encryption != .none && boot.ram == 1 << 30 && boot.microcode == nil
                && ["", "swiotlb=noforce"].contains(boot.cmdline)
        }
        let words = Set(faults.map(Self.word))
        let known = [
            "bytes-arrive mark-entry", "private-stays-private bounce-behind-iommu", "bytes-arrive virtio-uses-dma-api",
            "private-stays-private decrypt-behind-iommu", "private-stays-private go-direct",
            "driver-gets-to-work serve-iommu", "refuses-only-without-a-way decrypt-behind-iommu",
            "refuses-only-without-a-way go-private", "told-size-maps tell-size", "returns-its-type give-pages",
            "message-is-true go-private",
        ]
        for word in known { #expect(words.contains(word), "\(word)") }
        for fault in faults {
            #expect(fault.cause.question != nil && fault.place != nil, "\(Self.word(fault)) \(fault.smallest)")
            #expect(!fault.with.isEmpty && !fault.consequence.isEmpty, "\(fault.id)")
        }
        #expect(Set(faults.map(\.id)).count == faults.count)
    }

    @Test func plainMachinesShowFew() {
        let faults = Self.faults(Self.kernels("linux-6.12")) { boot in
            boot.encryption == .none && [.none, .intel].contains(boot.viommu) && boot.passThrough == nil
                && boot.maxmem == nil && [1 << 30, 5 << 30].contains(boot.ram)
                && ["", "swiotlb=force", "swiotlb=noforce", "iommu=pt"].contains(boot.cmdline)
        }
        #expect(
            Set(faults.map(Self.word)) == [
                // A device that is not trusted, where there is no pool; the user did not forbid one.
                "refuses-only-without-a-way build-pool",
                "refuses-only-without-a-way take-shared", "refuses-only-without-a-way take-shared-behind-iommu",
                "refuses-only-without-a-way bounce-shared", "refuses-only-without-a-way map-registers-under-force",
                "message-is-true fit-copy",
            ])
    }
}
