import Testing

@testable import RouteModel

/// What a caller's own `dma_sync_*()` brings across.
@Suite("Syncs by hand")
struct SyncTests {
    private static func brought(
        _ sync: CPUSync, _ direction: Direction, _ policy: Policy, cmdline: String = "swiotlb=force",
        untrusted: Bool = false, viommu: VIOMMU = .none, moved: Conduct = .whileMapped
    ) -> Set<Portion>? {
        let request = Request(
            kind: .mapSingle, size: 4032, direction: direction, place: .below4G, sync: sync, moved: moved)
        let point = Point(
            boot: Boot(kernel: "any", viommu: viommu, cmdline: cmdline, ram: gib),
            device: Device(name: "d", dmaMask: 64, untrusted: untrusted), request: request)
        let routes = policy.predict(point).compactMap(\.allowed).flatMap { $0 }
        return routes.isEmpty ? nil : Set(routes.map(\.brings))
    }

    @Test("a copy gets what it is asked for", arguments: Policy.releases)
    func aCopyGetsWhatItIsAskedFor(policy: Policy) {
        for (sync, portion) in [(CPUSync.atEnds, Portion.all), (.skipped, .nothing), (.whole, .all), (.half, .half)] {
            #expect(Self.brought(sync, .fromDevice, policy) == [portion])
            if sync != .skipped { #expect(Self.brought(sync, .toDevice, policy) == [portion]) }
            let copied = Self.brought(sync, .fromDevice, policy, untrusted: true, viommu: .intel)
            #expect(copied == [portion])
        }
    }

    @Test("what is not copied needs no sync", arguments: Policy.releases)
    func whatIsNotCopiedNeedsNoSync(policy: Policy) {
        for sync in CPUSync.allCases {
            #expect(Self.brought(sync, .fromDevice, policy, cmdline: "") == [.all])
            #expect(Self.brought(sync, .fromDevice, policy, cmdline: "", viommu: .intel) == [.all])
        }
    }

    @Test("each of its rules decides", arguments: Policy.releases)
    func eachOfItsRulesDecides(policy: Policy) throws {
        let unmapping = try #require(policy.negating("swiotlb/unmap-copies"))
        #expect(Self.brought(.skipped, .fromDevice, unmapping) == [.all])
        #expect(Self.brought(.half, .toDevice, unmapping) == [.half])
        let syncing = try #require(policy.negating("swiotlb/sync-copies"))
        #expect(Self.brought(.half, .toDevice, syncing) == [.nothing])
        #expect(Self.brought(.whole, .fromDevice, syncing) == [.nothing])
    }

    /// An IOMMU stops it; nothing else does, and a slot of the pool keeps what it had.
    @Test("a device that moves after the unmap", arguments: Policy.releases)
    func aDeviceThatMovesAfterTheUnmap(policy: Policy) throws {
        func brought(_ direction: Direction, _ policy: Policy, _ cmdline: String, _ viommu: VIOMMU = .none)
            -> Set<Portion>?
        {
            Self.brought(.atEnds, direction, policy, cmdline: cmdline, viommu: viommu, moved: .afterUnmap)
        }
        for direction in [Direction.toDevice, .fromDevice] {
            #expect(brought(direction, policy, "") == [.all])
            #expect(brought(direction, policy, "", .intel) == [.nothing])
            #expect(brought(direction, policy, "iommu.strict=1", .intel) == [.nothing])
            #expect(brought(direction, policy, "iommu=pt", .intel) == [.all])
        }
        #expect(brought(.toDevice, policy, "swiotlb=force") == [.all])
        #expect(brought(.fromDevice, policy, "swiotlb=force") == [.nothing])
        let other = try #require(policy.negating("dma-iommu/unmapped-refused"))
        #expect(brought(.toDevice, other, "", .intel) == [.all])
    }

    @Test("a device that writes what it is to read", arguments: Policy.releases)
    func aDeviceThatWritesWhatItIsToRead(policy: Policy) throws {
        func brought(_ policy: Policy, _ cmdline: String, _ viommu: VIOMMU = .none) -> Set<Portion>? {
            Self.brought(.atEnds, .toDevice, policy, cmdline: cmdline, viommu: viommu, moved: .backwards)
        }
        #expect(brought(policy, "") == [.all])
        #expect(brought(policy, "", .intel) == [.nothing])
        #expect(brought(policy, "swiotlb=force") == [.nothing])
        let copied = try #require(policy.negating("swiotlb/unmap-copies"))
        #expect(brought(copied, "swiotlb=force") == [.all])
        let written = try #require(policy.negating("dma-iommu/read-only-kept"))
        #expect(brought(written, "", .intel) == [.all])
    }

    /// Chains of requests that ask for no sync are what they were.
    @Test("the rules are asked only where a caller syncs", arguments: Policy.releases)
    func theRulesAreAskedOnlyWhereACallerSyncs(policy: Policy) {
        let request = Request(kind: .mapSingle, size: 4096, direction: .fromDevice, place: .below4G)
        let point = Point(
            boot: Boot(kernel: "any", cmdline: "swiotlb=force", ram: gib), device: Device(name: "d", dmaMask: 64),
            request: request)
        let ids = policy.predict(point).flatMap(\.because.rules).map(\.id)
        #expect(!ids.contains("swiotlb/unmap-copies") && !ids.contains("swiotlb/sync-copies"))
    }
}
