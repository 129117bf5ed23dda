import Plan
import RouteModel
import Testing

private func filtered(_ text: String) throws -> [Cell] {
    let plan = try plan(
        small(line: 4, "  viommu: [none, intel]\n  cmdline: ['', 'iommu=pt', 'iommu=pt swiotlb=1024,force']"))
    return try plan.filtered(by: Filter(text)).cells
}

@Test(arguments: [
    ("viommu=intel", 9), ("viommu!=intel", 9), ("viommu=intel,ram=5GiB", 6), ("ram=5368709120", 12), ("ram!=1GiB", 12),
    ("kind=map-*", 6), ("kind=alloc-coherent|map-single", 18), ("kind=*,direction=to-device", 6), ("cmdline=", 6),
    ("cmdline=iommu=pt", 6), ("cmdline=iommu=pt*", 12), ("cmdline=\"iommu=pt  swiotlb=1024,force\"", 6),
    ("cmdline=*swiotlb=*force", 6), ("cmdline!=*pt*", 6), ("place=none", 12), ("size=4096,place=above-4g", 6),
    ("device=edu32,model=edu,dma-mask=32,coherent-mask=32,segments=1,platform=guest,encryption=none", 18),
    ("kernel=linux-*.1", 18), ("cmdline=*io*pt*wio*", 6),
])
func aFilterChooses(text: String, count: Int) throws {
    #expect(try filtered(text).count == count)
}

@Test func idsAreKnownByTheirFirstDigits() throws {
    let plan = try plan(small)
    let cell = try #require(plan.cells.last)
    #expect(try plan.filtered(by: Filter("cell=\(cell.shortID)")).cells == [cell])
    let boot = try #require(plan.boots.last)
    #expect(try plan.filtered(by: Filter("boot=\(boot.shortKey)")).boots == [boot])
}

@Test(arguments: [
    ("viomu=intel", "--filter:1:1: error: \"viomu\" is not a key of a filter\n  hint: did you mean viommu? "),
    ("kernel=linux-6.1,intel", "--filter:1:18: error: \"intel\" is not a term of a filter\n"),
    ("", "--filter:1:1: error: \"\" is not a term of a filter\n"),
    (
        "kernel=linux-6.1,viommu=intl",
        "--filter:1:18: error: no cell of the plan has viommu=intl\n  hint: did you mean intel? (known: intel, none)"
    ),
    ("cmdline=\"a", "--filter:1:9: error: this quote has no end"),
    ("ram=1GiB,kind=map-single", "--filter:1:1: error: no cell of the plan has all of this together"),
    ("cell=zz", "--filter:1:1: error: no cell of the plan has cell=zz\n  hint: see ids and keys with: dmaroute plan"),
    ("kernel=" + String(repeating: "*a", count: 4096), "--filter:1:1: error: a filter has 4096 bytes at most"),
])
func aFilterThatCannotChooseSaysWhy(text: String, beginning: String) {
    do throws(ConfigError) {
        _ = try Config.parse(text: small, file: "c.yaml").plan(catalogue).filtered(by: Filter(text))
        Issue.record("the filter was accepted")
    } catch {
        #expect(error.description.prefix(beginning.count) == beginning)
    }
}
