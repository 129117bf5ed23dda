import GuestProtocol
public import RouteModel

/// The DMA of every device that an observer's trace names.
public struct LiveTraffic: Sendable {
    /// In the order in which the trace names the devices; PCI addresses and names of others.
    public private(set) var devices: [(name: String, traffic: DriverTraffic)] = []
    /// Devices that are not read, because the trace names more than any machine has.
    public private(set) var beyond = 0
    /// Why the trace says nothing, whatever stands in it; nil where it does.
    public let silent: Side?

    /// Devices read at the most; each costs a walk through the trace.
    private static let limit = 64

    /// - Parameters:
    ///   - trace: ftrace's text.
    ///   - statistics: The kernel's counters of the trace.
    ///   - machine: What the machine is; decides what an address means.
    ///   - log: The kernel's log, a line each.
    public init(facts: GuestFacts, log: [String], trace: [UInt8], statistics: [UInt8], machine: Boot) {
        // An observer reads one processor's buffer after the other.
        let index = TraceIndex(
            text: trace, statistics: TraceStatistics(statistics), notArmed: facts.traceNotArmed, isOrdered: false)
        let space = AddressSpace(machine, isActive: machine.encryption != .none)
        let isMarked = index.trace.events.contains { $0.kind == .agent }
        silent =
            index.saysNothing(slot: nil, facts)
            ?? (isMarked ? nil : .lost("the trace has no mark of where it begins to be whole"))
        for (device, name) in index.trace.devices.enumerated() {
            guard device < Self.limit else {
                beyond += 1
                continue
            }
            let use = DeviceUse(DeviceTrace([]), slot: name, isNVMe: false)
            let traffic = TrafficReader(
                index, slot: name, device: device, facts: facts, space: space, use: use, dropsEarly: true
            ).traffic
            if traffic.total > 0 { devices.append((name, traffic)) }
        }
    }
}
