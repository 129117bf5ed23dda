import Foundation
import Plan
import RouteModel
import Testing

/// What decides a boot beyond its options: C-bit, microcode, and what the RAM could grow to.
@Test func axesOfTheMachineMakeBoots() throws {
    let axes =
        "  platform: host\n  encryption: [none, sme]\n  c-bit: [47, 51]\n  microcode: '0x08001204'\n  maxmem: 16GiB"
    let boots = try plan(small(line: 4, axes)).boots.map(\.boot)
    // Without encryption the C-bit says nothing, so those boots are one.
    #expect(
        boots.map { "\($0.encryption.rawValue) \($0.cBit) \($0.ram >> 30)" } == [
            "none 47 1", "none 47 5", "sme 47 1", "sme 47 5", "sme 51 1", "sme 51 5",
        ])
    #expect(boots.allSatisfy { $0.microcode == 0x0800_1204 && $0.maxmem == 16 << 30 })
}

/// Of a vIOMMU that is not Intel's the key says nothing, so such boots are one.
@Test func onlyAnIntelIOMMUCanLackPassThrough() throws {
    let text = small(line: 5, "  ram: 5GiB\n  pass-through: [on, off]")
    let boots = try plan(text).boots
    #expect(
        boots.map { "\($0.boot.viommu.rawValue) \($0.boot.passThrough.map(String.init) ?? "nil")" } == [
            "none nil", "intel nil", "intel false",
        ])
    #expect(Set(boots.map(\.key)).count == 3)
    let without = try plan(text + "\nexclude: [{pass-through: off}]").boots
    #expect(without.map(\.boot.passThrough) == [nil, nil])
    #expect(try JSONDecoder().decode(PlannedBoot.self, from: JSONEncoder().encode(boots[2])) == boots[2])
}

@Test func aDriverMakesItsOwnRequests() throws {
    let plan = try plan(
        small(line: 7, "  - {model: edu, dma-mask: 32}\n  - {model: virtio-blk, iommu-platform: off}")
            + "\n  - {kind: driver-io}\n")
    let asked = Set(plan.cells.map { "\($0.device.name) \($0.request.kind.rawValue)" })
    #expect(asked == ["edu32 map-single", "edu32 alloc-coherent", "virtio-blk driver-io"])
    let disk = plan.cells.first { $0.device.model == "virtio-blk" }
    #expect(disk?.device.iommuPlatform == false && disk?.request.size == 64 << 10)
    let other = try PlanTests.plan(
        small(line: 7, "  - {model: edu, dma-mask: 32}\n  - {model: virtio-blk, iommu-platform: on}")
            + "\n  - {kind: driver-io}\n")
    #expect(other.cells.first { $0.device.model == "virtio-blk" }?.id != disk?.id)
}

@Test func requestsSayHowTheyAllocateAndWhatTheyHandOver() throws {
    let plan = try plan(
        small(line: 10, "  - {kind: alloc-coherent, gfp: [kernel, atomic]}\n  - {kind: map-page, address: physical}"))
    let requests = plan.boots[0].cells.map(\.request)
    #expect(requests.filter { $0.kind == .allocCoherent }.map(\.atomic) == [false, true])
    #expect(requests.filter { $0.kind == .mapPage }.map(\.address) == [.physical])
    #expect(Set(plan.boots[0].cells.map(\.id)).count == requests.count)
    // Written and read again they are the same.
    #expect(try JSONDecoder().decode(Plan.self, from: JSONEncoder().encode(plan)) == plan)
}

@Test(arguments: [
    Complaint(
        7, "  - {model: virtio-blk}",
        """
        c.yaml:7:5: error: a device has no iommu-platform
          hint: add iommu-platform: …
        """),
    Complaint(
        7, "  - {model: virtio-blk, dma-mask: 32, iommu-platform: on}",
        """
        c.yaml:7:35: error: virtio-blk has no dma-mask to choose: its driver sets it
          hint: leave dma-mask out
        """),
    Complaint(
        7, "  - {model: edu, dma-mask: 32, iommu-platform: on}",
        """
        c.yaml:7:48: error: an edu has no iommu-platform
          hint: only virtio devices have it
        """),
    Complaint(
        7, "  - {model: virtio-blk, iommu-platform: on}",
        """
        c.yaml:9:5: error: no device makes map-single
          hint: map-single is for devices such as {model: edu, dma-mask: 64}
        """),
    Complaint(
        10, "  - {kind: driver-io}",
        """
        c.yaml:10:5: error: no device makes driver-io
          hint: driver-io is for devices such as {model: nvme}
        """),
    Complaint(
        7, "  - {model: nvme, iommu-platform: on}",
        """
        c.yaml:7:35: error: nvme has no iommu-platform
          hint: only virtio devices have it
        """),
    Complaint(
        7, "  - {model: edu, dma-mask: 32}\n  - {model: virtio-blk, iommu-platform: on}",
        """
        c.yaml:8:5: error: no request suits the device virtio-blk-platform
          hint: add {kind: driver-io} to requests
        """),
    Complaint(
        10, "  - {kind: driver-io, size: 4KiB}",
        """
        c.yaml:10:23: error: driver-io has no size: the device's driver decides
          hint: write {kind: driver-io}
        """),
    Complaint(
        9, "  - {kind: map-single, gfp: atomic, place: above-4g}",
        """
        c.yaml:9:29: error: only alloc-coherent and alloc-pages have a gfp
          hint: leave gfp out
        """),
    Complaint(
        10, "  - {kind: map-resource, place: below-4g}",
        """
        c.yaml:10:33: error: map-resource has no place: registers lie below 4 GiB
          hint: leave place out
        """),
    Complaint(
        10, "  - {kind: [alloc-coherent, map-sg]}",
        """
        c.yaml:10:29: error: map-sg cannot share an entry with alloc-coherent: they take other keys
          hint: write it as a request of its own
        """),
    Complaint(
        10, "  - {kind: alloc-pages, attributes: cc-shared}",
        """
        c.yaml:10:37: error: cc-shared does not go with this kind of request
          hint: an allocation can have force-contiguous
        """),
    Complaint(
        10, "  - {kind: map-page, attributes: cc_shared}",
        """
        c.yaml:10:34: error: "cc_shared" is not a set of attributes
          hint: did you mean cc-shared? (known: none, cc-shared, mmio, require-coherent, cc-shared+require-coherent, force-contiguous)
        """),
    Complaint(
        4, "  microcode: '0x08001204 '",
        """
        c.yaml:4:14: error: microcode must be a revision of 32 bits and is "0x08001204 "
          hint: write it in quotes, with 0x and small letters: "0x0800126e"
        """),
])
func aMistakenMachineIsRefused(_ complaint: Complaint) {
    #expect(PlanTests.complaint(small(line: complaint.line, complaint.text)) == complaint.error)
}
