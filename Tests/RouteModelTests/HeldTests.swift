import Testing

@testable import RouteModel

/// How many mappings the pool of 64 MiB takes at a time: one of 256 KiB fills a run of 128 slots.
@Suite("Mappings that are held")
struct HeldTests {
    private static func point(held: Int) -> Point {
        var request = Request(kind: .mapPage, size: 256 << 10, direction: .toDevice, place: .below4G)
        request.held = held
        return Point(
            boot: Boot(kernel: "any", cmdline: "swiotlb=force", ram: gib), device: Device(name: "d", dmaMask: 64),
            request: request)
    }

    @Test("as many as the pool has runs", arguments: Policy.releases)
    func asManyAsThePoolHasRuns(policy: Policy) {
        #expect(policy.held(Self.point(held: 300)) == 256...256)
        #expect(policy.held(Self.point(held: 100)) == 100...100)
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
}
