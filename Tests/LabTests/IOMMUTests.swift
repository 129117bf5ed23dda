import Foundation
import RouteModel
import Testing

@testable import Lab

extension GuestTests {
    @Test(arguments: [
        (Platform.host, VIOMMU.amd, "AMD-Vi: "), (.guest, .amd, "AMD-Vi: "),
        (.host, .intel, "DMAR: Host address width"),
    ])
    func anIOMMUIsSeenByTheKernel(_ platform: Platform, _ viommu: VIOMMU, _ words: String) throws {
        let console = try Bench.console("iommu") {
            $0.platform = platform
            $0.viommu = viommu
        }
        #expect(console.contains(words))
    }

    @Test func aDisksQueuesAreAskedOfTheRightDevice() throws {
        let session = try LabSession(Bench.options)
        defer { session.close() }
        var spec = try Bench.spec("disk", initrd: nil)
        let model = try #require(DeviceModel.named("virtio-blk"))
        spec.driven = [
            DrivenSpec(slot: 4, model: model, path: try Bench.disk(in: spec.folder), iommuPlatform: true)
        ]
        let guest = try session.start(spec)
        // The firmware may have set the queue up by now, or not yet.
        #expect(try guest.queues(slot: 4).count <= 1)
        #expect(throws: LabError.self) { try guest.queues(slot: 5) }
        try guest.end()
    }
}

extension Bench {
    /// An empty disk of 1 MiB.
    static func disk(in folder: String) throws -> String {
        let path = folder + "/disk.raw"
        try Data(count: 1 << 20).write(to: URL(fileURLWithPath: path))
        return path
    }

    /// What a guest without a root says until it panics.
    static func console(_ name: String, _ change: (inout GuestSpec) -> Void) throws -> String {
        let session = try LabSession(options)
        defer { session.close() }
        var spec = try spec(name, initrd: nil)
        change(&spec)
        let guest = try session.start(spec)
        let error = try #require(throws: LabError.self) { try guest.waitForFailure(deadline: guest.bootDeadline) }
        #expect(error.kind == .panic)
        try guest.end()
        return String(decoding: SmallFile.read(spec.folder + "/console.log", limit: 1 << 20) ?? [], as: UTF8.self)
    }
}
