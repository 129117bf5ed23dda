import GuestProtocol
import RouteModel

/// What the kernel's trace and log say of a device that its own driver drove: whether it bound, and by which way its
/// first queue was allocated.
struct DriverGuestSide {
    let drive: DriveEvidence
    let boot: BootEvidence
    let trace: TraceIndex
    let facts: GuestFacts
    let space: AddressSpace

    var side: Side {
        guard let report = drive.report else { return .lost("the guest reported nothing") }
        // The trace is seen to work by a device of the probe's; a driver's own makes no control DMA.
        guard let control = boot.setUp?.slots.first else { return .notWorking(BootEvidence.noProbe) }
        if let silent = trace.saysNothing(slot: control, facts) { return silent }
        guard let window = trace.window(of: drive.order.request, slot: drive.order.slot) else {
            return .lost("the trace has no marks of this driver")
        }
        let lines = Array(window.lines.prefix(16)) + report.log
        if report.outcome == .noDriver { return .saw(unbound(window, lines)) }
        guard window.tellsOfCall else {
            return .saw(
                SideView(
                    paths: [.physical], cBit: space.clear,
                    says: "the driver bound the device and made no call of the DMA API (\(report.outcome))",
                    lines: lines))
        }
        guard let address = window.allocations.first(where: { $0 != 0 && $0 != .max }) else {
            return .notWorking("this kernel's trace does not tell the address of the driver's allocation")
        }
        let isTranslated = window.translations.contains { $0.contains(address) }
        return .saw(
            SideView(
                paths: [isTranslated ? .translated : .coherent], cBit: isTranslated ? space.clear : space.cBit(address),
                top: address,
                says: "the driver's first allocation has dma_addr_t \(hex(address))"
                    + (isTranslated ? ", an IOVA with iommu:map" : "") + " (\(report.outcome))", lines: lines))
    }

    /// A refused allocation of the queue leaves the device without driver too, and is told as what it is.
    private func unbound(_ window: TraceIndex.Window, _ lines: [String]) -> SideView {
        let refused = window.tellsOfCall && !window.allocations.contains { $0 != 0 && $0 != .max }
        return SideView(
            paths: [refused ? .refused : .noDriver], message: refused ? .silent : nil,
            says: refused ? "the kernel refuses the driver's first allocation" : "no driver bound the device",
            lines: lines)
    }
}
