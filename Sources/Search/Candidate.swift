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

    /// How many of its values are not the usual ones, and requests beside it; the least RAM is the usual one here.
    public var unusual: Int {
        target.unusual(in: boot) + (boot.ram == Boot.memories.first ? 0 : 1) + beside.count
    }
}
