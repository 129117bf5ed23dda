import Plan
import RouteModel
import TestSupport
import Testing

/// What the quick matrix is for.
@Test func theQuickMatrixIsWideAndShort() throws {
    let config = try Config.parse(text: packageFile("harness-configs/quick.yaml"), file: "quick.yaml")
    let plan = try config.plan(Catalogue(kernels: ["linux-6.1", "linux-7.3"], policies: []))
    #expect(plan.boots.count <= 20)
    #expect(plan.cellCount >= 600)
    let boots = plan.boots.map(\.boot)
    #expect(Set(boots.map(\.kernel)) == ["linux-6.1", "linux-7.3"])
    #expect(Set(boots.map(\.viommu)) == [.none, .intel])
    let options = Set(boots.flatMap { $0.cmdline.split(separator: " ").map(String.init) })
    #expect(options == ["iommu=pt", "swiotlb=force", "swiotlb=noforce", "iommu=off"])
    #expect(boots.contains { $0.cmdline.isEmpty })
    #expect(Set(boots.map(\.ram)) == [1 << 30, 5 << 30])
    // Each kernel goes through the same boots.
    let each = Dictionary(grouping: boots, by: \.kernel).values.map {
        $0.map { "\($0.viommu) \($0.cmdline) \($0.ram)" }
    }
    #expect(each.count == 2 && each.first == each.last)
}

@Test(arguments: [RequestKind.mapSingle, .mapPage, .mapSG, .allocCoherent])
func theQuickMatrixAsksForEveryKindBothWays(kind: RequestKind) throws {
    let config = try Config.parse(text: packageFile("harness-configs/quick.yaml"), file: "quick.yaml")
    let cells = try config.plan(Catalogue(kernels: ["linux-6.1", "linux-7.3"], policies: [])).cells
    let requests = cells.map(\.request)
    #expect(Set(requests.filter { $0.kind == kind }.map(\.direction)) == [.toDevice, .fromDevice])
    #expect(Set(cells.filter { $0.request.kind == kind }.map(\.device.dmaMask)) == [28, 32, 64])
    #expect(Set(requests.compactMap(\.place)) == Set(Place.allCases).subtracting([.mixed]))
    #expect(Set(requests.map(\.size)).isSuperset(of: [512, 4096, 64 << 10, 512 << 10]))
}
