import Foundation
import Plan
import RouteModel
import Testing

/// Ids stand in journals and commands of yesterday: they change only with the form's number.
@Test func idsAreWhatTheyWere() throws {
    let plan = try plan(small)
    #expect(plan.digest == "b27cdc3fb72233757c626d7ab494b64bba887aeb0d949eac726696e38b3cf671")
    #expect(plan.boots.first?.key == "9c4c2495e2d6354dab67099f6de10fab793180a731d2baa895e2cdb32ac0d3dc")
    #expect(plan.cells.first?.id == "2d051b113e379c7209247c3eab843b6619605bea0d5aca2c67696ecda71be6e5")
    #expect(plan.cells.first?.shortID.count == 12)
}

/// Spellings of the small config that mean the same cells.
@Test(arguments: [
    (5, "  ram: [1024MiB, 5368709120]"), (5, "  ram: [1073741824, 5120MiB]"),
    (5, "  ram: [1GiB, 5GiB]\n  cmdline: '   '"), (5, "  ram: [1GiB, 5GiB]\n  platform: guest"),
    (7, "  - {name: other, model: edu, dma-mask: 32, coherent-mask: 32}"),
    (9, "  - {place: above-4g, direction: to-device, size: 4096, kind: map-single}"),
    (10, "  - {kind: alloc-coherent, size: 4KiB, direction: from-device}"),
    (10, "  - {kind: alloc-coherent}\nc-bit: 51"),
    (7, "  - {model: edu, dma-mask: 32, untrusted: off, t-state: off, hotplug: off, beside-viommu: off}"),
    (9, "  - {kind: map-single, size: 4KiB, direction: to-device, place: above-4g, attributes: none}"),
    (1, "name: other"),
])
func equalCellsHaveEqualIDs(line: Int, text: String) throws {
    let other = try plan(small(line: line, text))
    #expect(other.cells.map(\.id) == (try plan(small)).cells.map(\.id))
    #expect(other.boots.map(\.key) == (try plan(small)).boots.map(\.key))
}

@Test(arguments: [
    (4, "  viommu: [none, amd]"), (5, "  ram: [1GiB, 6GiB]"), (5, "  ram: [1GiB, 5GiB]\n  cmdline: iommu=pt"),
    (7, "  - {model: edu, dma-mask: 31}"), (7, "  - {model: edu, dma-mask: 32, coherent-mask: 31}"),
    (9, "  - {kind: map-page, size: 4KiB, direction: to-device, place: above-4g}"),
    (7, "  - {model: edu, dma-mask: 32, untrusted: on}"), (7, "  - {model: edu, dma-mask: 32, t-state: on}"),
    (7, "  - {model: edu, dma-mask: 32, hotplug: on}"), (7, "  - {model: edu, dma-mask: 32, beside-viommu: on}"),
    (9, "  - {kind: map-single, size: 4KiB, direction: to-device, place: above-4g, attributes: cc-shared}"),
    (10, "  - {kind: alloc-pages}"), (10, "  - {kind: alloc-noncontiguous}"), (10, "  - {kind: map-resource}"),
    (10, "  - {kind: alloc-coherent, direction: to-device}"), (2, "kernels: [linux-7.3]"),
])
func differentCellsHaveDifferentIDs(line: Int, text: String) throws {
    #expect(Set(try plan(small(line: line, text)).cells.map(\.id)) != Set(try plan(small).cells.map(\.id)))
}

@Test func spacesOfTheCommandLineDoNotCount() throws {
    func ids(_ cmdline: String) throws -> [String] {
        try plan(small(line: 4, "  cmdline: '\(cmdline)'")).cells.map(\.id)
    }
    #expect(try ids("iommu=pt swiotlb=force") == ids("  iommu=pt   swiotlb=force "))
    #expect(try ids("iommu=pt swiotlb=force") != ids("swiotlb=force iommu=pt"))
    // Inside of quotes they are part of a value.
    #expect(try ids("a=\"b c\"") != ids("a=\"b  c\""))
}

@Test func devicesEqualButForTheirNamesStayApart() throws {
    let plan = try plan(small(line: 7, "  - {model: edu, dma-mask: 32}\n  - {name: twin, model: edu, dma-mask: 32}"))
    #expect(Set(plan.cells.map(\.id)).count == plan.cellCount)
    let single = try PlanTests.plan(small)
    #expect(Set(single.cells.map(\.id)).isSubset(of: Set(plan.cells.map(\.id))))
}

@Test func meansCountWhereTheyAreHardware() throws {
    func ids(_ axes: String) throws -> Set<String> {
        Set(try plan(small(line: 4, axes)).cells.map(\.id))
    }
    #expect(try ids("  encryption: sev") == ids("  encryption: sev\n  means: emulated"))
    #expect(try ids("  encryption: sev").isDisjoint(with: ids("  encryption: sev\n  means: hardware")))
    #expect(try ids("  encryption: none") == ids("  encryption: none\n  means: hardware"))
    let both = try plan(small(line: 4, "  encryption: sev\n  means: [emulated, hardware]"))
    #expect(both.boots.map(\.boot.means) == [.emulated, .emulated, .hardware, .hardware])
    // A plan's file keeps them, and one from before there were means is read as emulated.
    let written = try JSONEncoder().encode(both.boots.map(\.boot))
    #expect(try JSONDecoder().decode([Boot].self, from: written) == both.boots.map(\.boot))
    #expect(String(decoding: written, as: UTF8.self).components(separatedBy: #""means":"hardware""#).count == 3)
}

@Test func theCBitCountsWhereThereIsOne() throws {
    func ids(_ bit: Int, _ encryption: String) throws -> Set<String> {
        let axes = "  platform: host\n  encryption: \(encryption)"
        return Set(try plan(small(line: 4, axes) + "\nc-bit: \(bit)").cells.map(\.id))
    }
    #expect(try ids(47, "none") == ids(51, "none"))
    #expect(try ids(47, "sme").isDisjoint(with: ids(51, "sme")))
}
