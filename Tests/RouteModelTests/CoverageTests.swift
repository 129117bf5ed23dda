import Testing

@testable import RouteModel

@Suite struct CoverageTests {
    private static let plain = Point(
        boot: Boot(kernel: "linux-7.3", cmdline: "swiotlb=force", ram: 1 << 30),
        device: Device(name: "edu64", dmaMask: 64),
        request: Request(kind: .mapSingle, size: 4096, direction: .fromDevice, place: .below4G))

    /// A part of the space is enough to find what reaches the rules that it has.
    private static let space = ConfigurationSpace {
        $0.encryption == .none && $0.viommu == .intel && $0.maxmem == nil && $0.ram == 1 << 30
            && ["", "mem=1G"].contains($0.cmdline)
    }

    @Test func whatReachesARuleFillsItsGap() throws {
        let policy = try #require(Policy.named("linux-7.3"))
        let coverage = Coverage(policy, of: [Self.plain], over: Self.space) { _ in nil }
        #expect(coverage.reached + coverage.gaps.count == coverage.rules && coverage.reached > 10)
        for gap in coverage.gaps {
            guard let point = gap.smallest else { continue }
            let more = Coverage(policy, of: [Self.plain, point], over: Self.space) { _ in nil }
            #expect(!more.gaps.contains { $0.rule.id == gap.rule.id }, "\(gap.rule.id)")
        }
        #expect(coverage.gaps.contains { $0.smallest != nil })
    }

    @Test func whatNothingCanRunIsNoGapToFill() throws {
        let policy = try #require(Policy.named("linux-7.3"))
        let coverage = Coverage(policy, of: [], over: Self.space) { $0.device.untrusted ? nil : "not here" }
        #expect(coverage.gaps.allSatisfy { $0.smallest?.device.untrusted ?? true })
        #expect(coverage.gaps.contains { $0.lack == "not here" })
    }

    @Test func whereNothingIsPredictedNothingIsReached() throws {
        let policy = try #require(Policy.named("linux-7.3"))
        let point = Point(
            boot: Boot(kernel: "linux-7.3", cmdline: "mem=1G", ram: 1 << 30), device: Self.plain.device,
            request: Self.plain.request)
        try #require(policy.predict(point).allSatisfy { $0.allowed == nil })
        let coverage = Coverage(policy, of: [point], over: Self.space) { _ in nil }
        let gap = try #require(coverage.gaps.first { $0.rule.id == "scope/known-options" })
        #expect(gap.smallest == nil && gap.lack?.contains("predicts nothing") == true)
    }
}
