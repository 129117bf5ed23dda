import Foundation
import Plan
import RouteModel
import Testing

@Test func everyCombinationIsThereOnce() throws {
    let plan = try plan(small)
    #expect(plan.boots.count == 4)
    // above-4g exists only in the two boots with 5 GiB.
    #expect(plan.boots.map(\.cells.count) == [1, 2, 1, 2])
    #expect(plan.leftOut == 2)
    #expect(plan.cellCount == 6)
    #expect(Set(plan.cells.map(\.id)).count == 6)
    #expect(plan.boots.map(\.boot.viommu) == [.none, .none, .intel, .intel])
    #expect(plan.boots.map { $0.boot.ram >> 30 } == [1, 5, 1, 5])
    #expect(plan.policy == nil)
    #expect(plan.isolation == .shared)
}

@Test func axesMultiplyInTheOrderWritten() throws {
    let text = small(line: 4, "  ram: [1GiB, 5GiB]").replacing(
        "  ram: [1GiB, 5GiB]\n  ram: [1GiB, 5GiB]", with: "  ram: [1GiB, 5GiB]\n  viommu: [none, intel]")
    #expect(try plan(text).boots.map(\.boot.viommu) == [.none, .intel, .none, .intel])
}

@Test func defaultsAreAPlainGuest() throws {
    let plan = try plan(
        """
        name: least
        kernels: [linux-7.3]
        devices: [{model: edu, dma-mask: 64, coherent-mask: 32}]
        requests: [{kind: map-page}]
        """)
    let boot = Boot(
        kernel: "linux-7.3", platform: .guest, encryption: .none, viommu: .none, cmdline: "", ram: 1 << 30, cBit: 47)
    let device = Device(name: "edu64c32", dmaMask: 64, coherentMask: 32)
    let request = Request(kind: .mapPage, size: 4096, direction: .fromDevice, place: .below4G)
    #expect(plan.cells.map(\.boot) == [boot])
    #expect(plan.cells.map(\.device) == [device])
    #expect(plan.cells.map(\.request) == [request])
}

@Test func listsInARequestAreMultipliedOut() throws {
    let requests = "  - {kind: map-sg, size: [4KiB, 8KiB], direction: [to-device, from-device], segments: [1, 2]}"
    let plan = try plan(small(line: 9, requests))
    #expect(plan.boots.allSatisfy { $0.cells.count == 9 })
    #expect(plan.boots[0].cells.map(\.request.segments) == [1, 2, 1, 2, 1, 2, 1, 2, 1])
    #expect(plan.boots[0].cells.map(\.request.size) == [4096, 4096, 4096, 4096, 8192, 8192, 8192, 8192, 4096])
}

@Test func excludeTakesBootsOrCells() throws {
    let boots = try plan(small + "\nexclude: [{viommu: intel, ram: [1GiB, 5GiB]}]")
    #expect(boots.boots.map(\.boot.viommu) == [.none, .none])
    #expect(boots.leftOut == 1)
    let cells = try plan(small + "\nexclude: [{viommu: intel, kind: alloc-coherent}]")
    #expect(cells.boots.map(\.cells.count) == [1, 2, 1])
    // What an exclude takes does not count as left out, and a boot without cells is none.
    let absent = try plan(small + "\nexclude: [{kind: map-single, viommu: none}]")
    #expect(absent.boots.map(\.cells.count) == [1, 1, 1, 2])
    #expect(absent.leftOut == 1)
}

@Test func includeAddsBootsThatNoExcludeTouches() throws {
    let plan = try plan(
        small + """

            exclude: [{kind: alloc-coherent}]
            include: [{kernel: [linux-7.2, linux-7.3], cmdline: "iommu=pt", viommu: intel, ram: 8GiB}]
            """)
    #expect(plan.boots.map(\.boot.kernel) == ["linux-6.1", "linux-6.1", "linux-7.2", "linux-7.3"])
    #expect(plan.boots.map(\.cells.count) == [1, 1, 2, 2])
    #expect(plan.boots.last?.boot.cmdline == "iommu=pt")
}

@Test func includeMayChooseWhatIsAsked() throws {
    let text =
        small + """

            exclude: [{kind: alloc-coherent}]
            include: [{kernel: linux-7.3, ram: 8GiB, kind: alloc-coherent, device: edu32}]
            """
    let plan = try plan(text)
    #expect(plan.boots.last?.cells.map(\.request.kind) == [.allocCoherent])
    // Without a kernel it is about each.
    let all = try PlanTests.plan(text.replacing("kernel: linux-7.3, ", with: ""))
    #expect(all.boots.map { $0.cells.count } == [1, 1, 1] && all.boots.last?.boot.kernel == "linux-6.1")
    #expect(
        complaint(text.replacing("device: edu32}", with: "device: edu33}"))?.contains(
            #"error: there is no device "edu33""#) == true)
    #expect(
        complaint(text.replacing("device: edu32}", with: "dma-mask: 64}"))?.contains(
            "none of the requests can exist in this boot") == true)
}

@Test func anImpossibleBootMayBeExcluded() throws {
    let axes = "  platform: [guest, host]\n  encryption: [none, sme]"
    #expect(complaint(small(line: 4, axes))?.hasPrefix("c.yaml:5:22: error: a guest cannot have sme") == true)
    let plan = try plan(small(line: 4, axes) + "\nexclude: [{platform: guest, encryption: sme}]")
    #expect(plan.boots.count == 6)
}

@Test func aboveMaskIsThereOnlyAboveTheMask() throws {
    let text = small(
        line: 7, "  - {model: edu, dma-mask: 28}\n  - {model: edu, dma-mask: 32}\n  - {model: edu, dma-mask: 64}"
    )
    .replacing("above-4g", with: "above-mask")
    let plan = try plan(text)
    let first = plan.boots[0].cells.filter { $0.request.place == .aboveMask }
    #expect(first.map(\.device.dmaMask) == [28])
    let second = plan.boots[1].cells.filter { $0.request.place == .aboveMask }
    #expect(second.map(\.device.dmaMask) == [28, 32])
    #expect(plan.leftOut == 2 * (2 + 1))
}

@Test func aRequestThatExistsNowhereNamesItsPlace() {
    let text = small(line: 9, "  - {kind: map-single, place: [below-4g, above-mask]}")
    let none = text.replacing("dma-mask: 32", with: "dma-mask: 64")
    #expect(
        complaint(none) == """
            c.yaml:9:42: error: no boot has a buffer above-mask: the largest ram is 5GiB, and the masks have 64 bits
              hint: it needs at least 64MiB of RAM at addresses above the dma-mask of some device
            """)
    #expect(complaint(text) == nil)
}

@Test func windowsFollowTheMachinesMap() {
    let gib: UInt64 = 1 << 30
    let less = RAMLayout(ram: 2815 << 20)
    #expect(less.window(.below4G, maskBits: 32) == (16 << 20)..<(2815 << 20))
    #expect(less.window(.above4G, maskBits: 32) == nil)
    let more = RAMLayout(ram: 2816 << 20)
    #expect(more.window(.above4G, maskBits: 32) == (4 * gib)..<(4 * gib + (768 << 20)))
    #expect(more.window(.aboveMask, maskBits: 30) == gib..<(4 * gib + (768 << 20)))
    #expect(more.window(.aboveMask, maskBits: 31) == (4 * gib)..<(4 * gib + (768 << 20)))
    #expect(more.window(.aboveMask, maskBits: 64) == nil)
    #expect(more.window(.aboveMask, maskBits: 63) == nil)
    #expect(more.window(.below16M, maskBits: 24) == 0..<(16 << 20))
    #expect(more.window(.below4G, maskBits: 24) == (16 << 20)..<(2 * gib))
    // 64 MiB above the mask are enough, less are not.
    #expect(RAMLayout(ram: gib + (63 << 20)).window(.aboveMask, maskBits: 30) == nil)
    #expect(RAMLayout(ram: gib + (64 << 20)).window(.aboveMask, maskBits: 30) == gib..<(gib + (64 << 20)))
    for ram in [0, 1, UInt64.max, 0xb000_0000] {
        for mask in [-1, 0, 1, 64, 65] { _ = RAMLayout(ram: ram).window(.aboveMask, maskBits: mask) }
    }
}

@Test func aMachineHasTheDevicesThatSomethingIsAskedOf() throws {
    let plan = try plan(
        """
        name: fewer
        kernels: [linux-7.3]
        axes: {viommu: [none, amd]}
        devices:
          - {name: one, model: edu, dma-mask: 32}
          - {name: two, model: edu, dma-mask: 32}
          - {model: nvme}
        requests: [{kind: map-page}, {kind: driver-io}]
        exclude:
          - {viommu: amd, device: one}
          - {viommu: none, model: nvme}
        """)
    #expect(plan.boots.map { $0.devices.map(\.name) } == [["one", "two"], ["two", "nvme"]])
    #expect(plan.boots.map { $0.cells.map(\.device.name) } == [["one", "two"], ["two", "nvme"]])
    let again = try JSONDecoder().decode(PlannedBoot.self, from: JSONEncoder().encode(plan.boots[1]))
    #expect(again == plan.boots[1])
}

@Test func aCallOnACPUIsLeftOutWhereThereIsNone() throws {
    func plan(_ cpus: String) throws -> Plan {
        try Config.parse(
            text: """
                name: a
                kernels: [linux-7.3]
                axes: {cpus: \(cpus)}
                devices: [{name: d, model: edu, dma-mask: 32}]
                requests: [{kind: map-single, cpu: [0, 3]}]
                """, file: "c.yaml"
        ).plan(Catalogue(kernels: ["linux-7.3"], policies: []))
    }
    let both = try plan("[1, 4]")
    #expect(both.leftOut == 1)
    #expect(both.boots.map { $0.cells.map(\.request.cpu) } == [[0], [0, 3]])
    let error = #expect(throws: ConfigError.self) { try plan("2") }
    #expect(error?.message == "there is no CPU 3: the largest machine has cpus 2")
}
