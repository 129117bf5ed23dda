import Testing

@testable import RouteModel

/// Pools of a few hundred slots, and who finds them full.
struct SmallPoolTests {
    private static func paths(_ policy: Policy, _ cmdline: String, driver: Bool) -> [Set<Path>?] {
        let asked = point(cmdline, mask: 64)
        let outcomes = policy.predict(asked, facts: Facts(saidBefore: Said(), isDriverAtWork: driver))
        return outcomes.map { $0.allowed.map { Set($0.map(\.path)) } }
    }

    @Test(arguments: Policy.releases) func aDriverAtWorkMayFindASmallOneFull(policy: Policy) {
        for small in ["swiotlb=128,1,force", "swiotlb=512,1,force"] {
            #expect(Set(Self.paths(policy, small, driver: true)) == [[.bounce], [.refused]])
            #expect(Self.paths(policy, small, driver: false) == [[.bounce]])
        }
        #expect(Self.paths(policy, "swiotlb=force", driver: true) == [[.bounce]])
    }

    /// Booted: a pool of 256 slots shows all of them used and an IOMMU that is present, one of 512 as many used and works.
    @Test(arguments: Policy.releases) func virtioIOMMUsEventsFillASmallOne(policy: Policy) {
        func paths(_ slots: Int) -> Set<Path>? {
            let boot = Boot(
                kernel: "any", encryption: .sev, viommu: .virtio, cmdline: "swiotlb=\(slots),1,force", ram: gib)
            let request = Request(kind: .mapSingle, size: 4096, direction: .toDevice, place: .below4G)
            let outcomes = policy.predict(Point(boot: boot, device: Device(name: "edu", dmaMask: 64), request: request))
            let routes = outcomes.compactMap(\.allowed)
            return routes.count == outcomes.count ? Set(routes.flatMap { $0 }.map(\.path)) : nil
        }
        #expect((paths(128) == [.noDriver]) == (policy.name == "linux-7.3"))
        #expect(paths(256) == nil)
        #expect(paths(512)?.contains(.noDriver) == false)
    }
}
