import Testing

@testable import RouteModel

@Suite struct DeviceModelTests {
    @Test func eachIsFoundByItsNameAlone() {
        for model in DeviceModel.all { #expect(DeviceModel.named(model.name) == model) }
        #expect(DeviceModel.named("") == nil)
    }

    @Test func whatADriverDrivesHasMasksThatEveryKernelTakes() throws {
        for model in DeviceModel.all where model.traffic != nil {
            let masks = try #require(model.masks, "\(model.name)")
            #expect((24...64).contains(masks.streaming) && (24...64).contains(masks.coherent))
            #expect(!model.drivers.isEmpty)
        }
    }

    /// virtio's rules are for virtio devices; every other driver's calls are calls like all.
    @Test(arguments: Policy.releases) func aDriverOfNoVirtioDeviceUsesTheDMAAPI(policy: Policy) throws {
        for (name, limit) in [("nvme", UInt64.max), ("megasas", 0xffff_ffff), ("e1000", 0xffff_ffff)] {
            let outcomes = try predictions(policy, name)
            #expect(outcomes.flatMap { $0.allowed ?? [] }.map(\.limit) == [limit], "\(name)")
            #expect(outcomes.allSatisfy { !$0.because.rules.contains { $0.id.hasPrefix("virtio/") } })
        }
        #expect(try predictions(policy, "virtio-scsi").flatMap { $0.allowed ?? [] }.map(\.path) == [.physical])
    }

    private func predictions(_ policy: Policy, _ name: String) throws -> [Outcome] {
        let model = try #require(DeviceModel.named(name))
        let masks = try #require(model.masks)
        return policy.predict(
            Point(
                boot: Boot(kernel: "any", ram: gib),
                device: Device(
                    name: name, model: name, dmaMask: masks.streaming, coherentMask: masks.coherent,
                    iommuPlatform: model.isVirtio ? false : nil),
                request: Request(kind: .driverIO, size: 65536, direction: .fromDevice, place: nil)))
    }
}
