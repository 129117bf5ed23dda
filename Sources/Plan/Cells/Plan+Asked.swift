public import RouteModel

extension Plan {
    /// A request of a device, outside of any config.
    public struct Asked: Hashable, Codable, Sendable {
        public var device: Device
        public var request: Request

        public init(device: Device, request: Request) {
            self.device = device
            self.request = request
        }

        /// How many values of it and its boot are not the usual ones, words of the command line included. How much RAM
        /// there is does not count: none is the usual one.
        public func unusual(in boot: Boot) -> Int {
            let values = [
                boot.platform != .guest, boot.encryption != .none, boot.viommu != .none, boot.cBit != 47,
                boot.microcode != nil, boot.maxmem != nil, boot.emulator != nil, boot.passThrough != nil,
                boot.means == .hardware,
                device.dmaMask != 64, device.coherentMask != device.dmaMask, device.iommuPlatform != nil,
                device.untrusted, device.hotplugged, device.besideIOMMU,
                request.kind != .mapSingle, request.direction != .fromDevice, request.size != 4096,
                request.place.map { $0 != .below4G } ?? false, request.atomic, request.address != .mapped,
                !request.attributes.isEmpty, request.cut != .even, request.held != 0, request.earlierMask != nil,
            ]
            return values.count { $0 } + boot.cmdline.split(separator: " ").count
        }
    }

    /// One boot with exactly these cells, devices in the order in which they first come.
    ///
    /// nil where such a boot or one of the cells cannot exist, or a cell stands there twice.
    /// - Parameter policy: the policy to judge by; nil: the kernel's own.
    public init?(name: String, boot: Boot, asked: [Asked], policy: String? = nil) {
        guard boot.impossibility == nil, Set(asked).count == asked.count, !asked.isEmpty else { return nil }
        let memory = RAMLayout(ram: boot.ram)
        for one in asked {
            guard one.request.suits(one.device), one.request.exists(in: memory, for: one.device) else { return nil }
        }
        let planned = PlannedBoot(boot: boot, asked: asked)
        guard Set(planned.devices.map(\.name)).count == planned.devices.count else { return nil }
        self.init(
            name: name, boots: [planned], leftOut: 0, policy: policy, isolation: .shared)
    }
}
