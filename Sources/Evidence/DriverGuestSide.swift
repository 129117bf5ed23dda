import GuestProtocol
import RouteModel

/// What the kernel's trace and log say of a device that its own driver drove: whether it bound, and by which way the
/// first memory was allocated for it, which for virtio is its first queue.
struct DriverGuestSide {
    let drive: DriveEvidence
    let boot: BootEvidence
    let trace: TraceIndex
    let facts: GuestFacts
    let space: AddressSpace
    let traffic: DriverTraffic

    var side: Side {
        guard let report = drive.report else { return .lost("the guest reported nothing") }
        // A trace that shows calls of the driver works; one that shows none must be seen to work by the probe's device.
        let control = boot.setUp?.slots.first
        if traffic.total == 0, control == nil { return .notWorking(BootEvidence.noProbe) }
        if let silent = trace.saysNothing(slot: traffic.total == 0 ? control : nil, facts) { return silent }
        guard trace.window(of: drive.order.request, slot: drive.order.slot) != nil else {
            return .lost("the trace has no marks of this driver")
        }
        let lines = traffic.groups.prefix(8).map(\.line) + report.log
        if report.outcome == .noDriver { return .saw(unbound(lines)) }
        guard let first = traffic.firstAllocation ?? traffic.groups.first else {
            return .saw(
                SideView(
                    paths: [.physical], addressBit: space.bare,
                    says: "the driver bound the device and made no call of the DMA API (\(report.outcome))",
                    lines: lines))
        }
        switch first.call.seen {
        case .untold(let why): return .notWorking("the driver's first \(first.call.kind.rawValue): \(why)")
        case .route(var view):
            view.says = "the driver's first \(first.call.kind.rawValue): \(view.says) (\(report.outcome))"
            view.lines = lines
            return .saw(view)
        }
    }

    /// A refused allocation leaves the device without driver too, and is told as what it is.
    private func unbound(_ lines: [String]) -> SideView {
        let allocations = traffic.groups.filter { $0.call.kind.allocates }
        let refused = !allocations.isEmpty && allocations.allSatisfy { $0.call.seen.view?.paths == [.refused] }
        return SideView(
            paths: [refused ? .refused : .noDriver], message: refused ? .silent : nil,
            says: refused ? "the kernel refuses the driver's first allocation" : "no driver bound the device",
            lines: lines)
    }
}
