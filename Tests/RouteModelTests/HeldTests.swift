import Testing

@testable import RouteModel

/// How many mappings the pool of 64 MiB takes at a time: one of 256 KiB fills a run of 128 slots.
@Suite("Mappings that are held")
struct HeldTests {
    private static func point(held: Int, bits: Int = 64, size: UInt64 = 256 << 10, viommu: VIOMMU = .none) -> Point {
        var request = Request(kind: .mapPage, size: size, direction: .toDevice, place: .below4G)
        request.held = held
        return Point(
            boot: Boot(kernel: "any", viommu: viommu, cmdline: "swiotlb=force", ram: gib),
            device: Device(name: "d", dmaMask: bits),
            request: request)
    }

    @Test("as many as the pool has runs", arguments: Policy.releases)
    func asManyAsThePoolHasRuns(policy: Policy) {
        #expect(policy.held(Self.point(held: 300)) == 256...256)
        #expect(policy.held(Self.point(held: 100)) == 100...100)
    }

    /// The call's own attributes are its own: a guest with SEV maps what is held through its pool, or not at all.
    @Test("mappings that are held have no attributes", arguments: ["linux-7.2", "linux-7.3"])
    func mappingsThatAreHeldHaveNoAttributes(name: String) throws {
        let policy = try #require(Policy.named(name))
        func held(_ size: UInt64, _ attributes: DMAAttributes) -> ClosedRange<UInt64>? {
            var point = Self.point(held: 7, size: size)
            var (boot, request) = (point.boot, point.request)
            boot.encryption = .sev
            boot.cmdline = ""
            request.attributes = attributes
            point = Point(boot: boot, device: point.device, request: request)
            return policy.held(point)
        }
        for attributes in [DMAAttributes.requireCoherent, .ccShared, []] {
            #expect(held(4096, attributes) == 7...7)
            #expect(held((256 << 10) + 4096, attributes) == 0...0)
        }
    }

    @Test("what other devices hold may lie in a run each", arguments: Policy.releases)
    func whatOtherDevicesHoldMayLieInARunEach(policy: Policy) {
        func held(_ count: Int, others: UInt64) -> ClosedRange<UInt64>? {
            policy.held(Self.point(held: count), facts: Facts(heldByOthers: others))
        }
        #expect(held(300, others: 3) == 253...256)
        #expect(held(300, others: .max) == 0...256)
        #expect(held(100, others: 3) == 100...100)
        func outcomes(_ others: UInt64) -> [Path] {
            let outcomes = policy.predict(Self.point(held: 254), facts: Facts(heldByOthers: others))
            return outcomes.compactMap { $0.allowed?.first?.path }
        }
        #expect(Set(outcomes(0)) == [.bounce])
        #expect(Set(outcomes(3)) == [.bounce, .refused])
    }

    @Test("a mapping that is refused for its reach gives its slots back", arguments: Policy.releases)
    func aMappingThatIsRefusedForItsReachGivesItsSlotsBack(policy: Policy) {
        let point = Self.point(held: 300, bits: 24)
        #expect(policy.held(point) == 0...0)
        let routes = policy.predict(point).flatMap { $0.allowed ?? [] }
        #expect(!routes.isEmpty && routes.allSatisfy { $0.path == .refused && $0.message != .swiotlbFull })
    }

    @Test("IOVAs run out as slots do", arguments: Policy.releases)
    func iovasRunOutAsSlotsDo(policy: Policy) {
        func point(_ held: Int) -> Point { Self.point(held: held, bits: 24, size: 4096, viommu: .intel) }
        // 4,096 pages of 16 MiB, less page 0.
        #expect(policy.held(point(20_000)) == 512...4095)
        #expect(policy.held(point(500)) == 500...500)
        func paths(_ held: Int) -> [Set<Path>] {
            policy.predict(point(held)).map { Set($0.allowed?.map(\.path) ?? []) }
        }
        #expect(paths(20_000) == [[.refused]])
        #expect(paths(500) == [[.translated]])
        #expect(Set(paths(4000)) == [[.refused], [.translated]])
    }
}
