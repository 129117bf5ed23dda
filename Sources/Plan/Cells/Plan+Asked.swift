public import RouteModel

extension Plan {
    /// A request of a device, outside of any config.
    public struct Asked: Hashable, Codable, Sendable {
        /// The device that asks for DMA.
        public var device: Device
        /// The DMA API call that is made for the device.
        public var request: Request

        public init(device: Device, request: Request) {
            self.device = device
            self.request = request
        }

        /// How many values of it and its boot are not the usual ones, words of the command line included. How much RAM
        /// there is does not count: none is the usual one.
        public func unusual(in boot: Boot) -> Int {
            boot.unusual + device.unusual + request.unusual
        }
    }

    /// One boot with exactly these cells, devices in the order in which they first come.
    ///
    /// nil where such a boot or one of the cells cannot exist, or a cell stands there twice.
    /// - Parameter policy: the policy to judge by; nil: the kernel's own.
    public init?(name: String, boot: Boot, asked: [Asked], policy: String? = nil) {
        guard boot.impossibility == nil, Set(asked).count == asked.count, !asked.isEmpty else { return nil }
        guard asked.allSatisfy({ $0.request.lack(of: $0.device, in: boot) == nil }) else { return nil }
        let planned = PlannedBoot(boot: boot, asked: asked)
        guard Set(planned.devices.map(\.name)).count == planned.devices.count else { return nil }
        self.init(
            name: name, boots: [planned], leftOut: 0, policy: policy, isolation: .shared)
    }

    /// One cell as a config would have made it: its device has the usual name, and what says nothing of its boot is
    /// as usual.
    ///
    /// - Throws: Why no config could ask for it; its `file` is `cell` or a key.
    public init(name: String, boot: Boot, only asked: Asked) throws(ConfigError) {
        let boot = boot.normalised()
        var asked = asked
        asked.device.name = asked.device.usualName
        if let error = boot.complaint ?? asked.device.complaint ?? asked.request.complaint { throw error }
        let at = Position(file: "cell", line: 1, column: 1)
        if let mistake = asked.request.mistake { throw ConfigError(at, mistake.message, hint: mistake.hint) }
        if let lack = boot.impossibility ?? asked.request.lack(of: asked.device, in: boot) {
            throw ConfigError(at, lack.refusal, hint: lack.hint)
        }
        guard let plan = Plan(name: name, boot: boot, asked: [asked]) else {
            throw ConfigError(at, "no plan can have this cell alone")
        }
        self = plan
    }
}
