import Testing

@testable import RouteModel

/// A cell's chain names what its own machine's drivers do, and never the driver of another IOMMU.
@Suite struct CitedDriverTests {
    private static let drivers: [VIOMMU: [String]] = [
        .intel: ["drivers/iommu/intel/"], .amd: ["drivers/iommu/amd/", "fmt/amdv1.h"],
        .virtio: ["drivers/iommu/virtio-iommu.c"],
    ]

    @Test(arguments: Policy.all.map(\.name)) func isTheDriverOfTheMachinesOwnIOMMU(name: String) {
        for point in SpaceTests.points {
            let others = Self.drivers.filter { $0.key != point.boot.viommu }.flatMap(\.value)
            for rule in policy(name).predict(point).flatMap(\.because.rules) {
                guard others.contains(where: rule.cite.contains) else { continue }
                Issue.record("\(point.boot.viommu): \(rule.id) (\(rule.cite))")
                return
            }
        }
    }

    private func chain(
        _ release: String, _ encryption: Encryption, _ kind: RequestKind,
        _ device: Device = Device(name: "", dmaMask: 64)
    ) -> [Rule] {
        let boot = Boot(
            kernel: "", platform: encryption == .sme ? .host : .guest, encryption: encryption, viommu: .virtio, ram: gib
        )
        let request = Request(
            kind: kind, size: 512, direction: .toDevice, place: kind.hasPlace ? .below4G : nil)
        return policy(release).predict(Point(boot: boot, device: device, request: request)).first?.because.rules ?? []
    }

    /// 6.1 has no driver of virtio-iommu.
    private static let releases = ["linux-6.12", "linux-6.18", "linux-7.2", "linux-7.3"]

    @Test(arguments: releases) func behindVirtioIOMMUAChainEndsInItsOwnRequest(release: String) {
        let number = release.dropFirst("linux-".count)
        for (encryption, kind) in [(Encryption.sev, RequestKind.mapSingle), (.sme, .mapSingle), (.sev, .allocPages)] {
            let last = chain(release, encryption, kind).last
            #expect(last?.id == "iommu/map-request-c-bit", "\(encryption) \(kind)")
            #expect(last?.cite == "\(number):drivers/iommu/virtio-iommu.c:viommu_map_pages")
        }
    }

    /// What is missing is a question of dma-iommu's, whichever IOMMU stands behind it.
    @Test(arguments: releases) func whatIsMissingForPrivateMemoryIsNamed(release: String) {
        let number = release.dropFirst("linux-".count)
        func rule(_ id: String, _ encryption: Encryption, _ kind: RequestKind) -> Rule? {
            chain(release, encryption, kind).first { $0.id == id }
        }
        let mapping = "dma-iommu/private-memory-unasked"
        // What is bounced, whoever maps, is decided there.
        #expect(rule(mapping, .sev, .mapSingle)?.cite == "\(number):drivers/iommu/dma-iommu.c:dev_use_swiotlb")
        // A host's memory is private to nobody, and registers are to no guest.
        #expect(rule(mapping, .sme, .mapSingle) == nil && rule(mapping, .none, .mapSingle) == nil)
        #expect(rule(mapping, .sev, .mapResource) == nil)
        let allocated = rule("dma-iommu/alloc-decrypted", .sev, .allocPages)
        #expect(allocated?.cite.hasPrefix("\(number):drivers/iommu/dma-iommu.c:iommu_dma_alloc") == true)
        #expect(rule("dma-iommu/alloc-decrypted", .none, .allocPages) == nil)
    }
}
