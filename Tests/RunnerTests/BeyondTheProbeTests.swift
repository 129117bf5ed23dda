import GuestProtocol
import Plan
import RouteModel
import Testing

@testable import Runner

/// What no guest can be asked for yet is told as that, and never asked for as something else.
@Suite struct BeyondTheProbeTests {
    private func boot(
        device: String, request: String, viommu: String = "none", other: String? = nil
    ) throws -> PlannedBoot {
        var flags = Flags()
        flags.kernel = ["linux-7.3"]
        flags.axes["viommu"] = [viommu]
        flags.device = [device] + [other].compactMap { $0 }
        flags.request = [request]
        let plan = try Config(flags: flags).plan(Catalogue(kernels: ["linux-7.3"], policies: []))
        return try #require(plan.boots.first)
    }

    @Test(arguments: [
        ("edu,dma-mask=32,t-state=on", "map-single", "TDISP")
    ])
    func isNeverAskedFor(device: String, request: String, word: String) throws {
        let boot = try boot(device: device, request: request)
        #expect(boot.cells.count == 1 && boot.cells.allSatisfy { $0.lack?.text.contains(word) == true })
        #expect(Batches(boot, hasProbe: true) { 1 }.all.joined().isEmpty)
    }

    /// A device that the machine cannot have is left out of it, and the others keep their places.
    @Test(arguments: ["untrusted=on", "hotplug=on"]) func isNotPluggedIn(key: String) throws {
        let boot = try boot(
            device: "edu,dma-mask=32,\(key)", request: "map-single", viommu: "amd", other: "edu,dma-mask=64")
        #expect(boot.seated.map(\.name) == ["edu64"])
        #expect(Batches(boot, hasProbe: true) { 1 }.all.joined().map(\.order.device) == [0])
        #expect(boot.cells.filter { $0.lack == nil }.map(\.device.name) == ["edu64"])
    }

    @Test func whatTheProbeCanMakeIsAskedFor() throws {
        for request in [
            "map-single", "map-page", "map-sg,segments=2", "alloc-coherent", "alloc-coherent,gfp=atomic",
            "map-resource",
            "alloc-pages", "alloc-noncontiguous", "map-page,attributes=cc-shared", "map-single,held=3",
        ] {
            let boot = try boot(device: "edu,dma-mask=32", request: request)
            #expect(boot.cells.allSatisfy { $0.lack == nil })
            #expect(Batches(boot, hasProbe: true) { 1 }.all.joined().count == 1)
        }
    }

    /// Others would take some of the pool's room.
    @Test func whatFillsThePoolIsAskedAlone() throws {
        var flags = Flags()
        flags.kernel = ["linux-7.3"]
        flags.device = ["edu,dma-mask=32", "edu,dma-mask=64"]
        flags.request = ["map-single,held=3", "map-single"]
        let plan = try Config(flags: flags).plan(Catalogue(kernels: ["linux-7.3"], policies: []))
        let batches = Batches(try #require(plan.boots.first), hasProbe: true) { 1 }.all
        #expect(batches.map { $0.map(\.order.prelude.held) } == [[3], [0, 0], [3]])
    }
}
