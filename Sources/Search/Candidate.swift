public import Plan
public import RouteModel

/// A configuration that may show what is looked for: one boot, the request in question, and what is asked beside it.
public struct Candidate: Hashable, Codable, Sendable {
    public var boot: Boot
    /// The request in question.
    public var target: Plan.Asked
    /// What else is asked in the same boot, before the target; order and reuse within a boot can matter.
    public var beside: [Plan.Asked]

    public init(boot: Boot, target: Plan.Asked, beside: [Plan.Asked] = []) {
        self.boot = boot
        self.target = target
        self.beside = beside
    }

    public var point: Point { Point(boot: boot, device: target.device, request: target.request) }

    /// The plan that boots it and the target's cell in it; nil where nothing can be like this.
    public func plan(named name: String, policy: String?) -> (plan: Plan, cell: Cell)? {
        guard let plan = Plan(name: name, boot: boot, asked: beside + [target], policy: policy),
            let cell = plan.cells.first(where: { $0.device == target.device && $0.request == target.request })
        else { return nil }
        return (plan, cell)
    }

    /// How many of its values are not the usual ones, words of the command line and requests beside it included.
    public var unusual: Int {
        let (device, request) = (target.device, target.request)
        let values = [
            boot.platform != .guest, boot.encryption != .none, boot.viommu != .none, boot.cBit != 47,
            boot.microcode != nil, boot.maxmem != nil, boot.ram != Dimension.memories[0],
            device.dmaMask != 64, device.coherentMask != device.dmaMask, device.untrusted, device.tState,
            request.kind != .mapSingle, request.direction != .fromDevice, request.size > 4096, request.segments > 1,
            request.place.map { $0 != .below4G } ?? false, request.atomic, request.address != .mapped,
        ]
        return values.count { $0 } + boot.cmdline.split(separator: " ").count + request.attributes.words.count
            + beside.count
    }
}
