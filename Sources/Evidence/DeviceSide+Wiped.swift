import GuestProtocol
import RouteModel

/// Copies that hold none of the CPU's bytes, so that nothing of the request tells which place is one.
extension DeviceSide {
    /// A copy that the kernel wiped when it mapped (6.1 drivers/iommu/dma-iommu.c, iommu_dma_map_page, for what only the
    /// device writes). QEMU's own trace must then tell that the device's address leads to where the device's bytes stand, in
    /// that very store.
    ///
    /// Under encryption nothing tells from outside in which store the CPU looks for the copy, so its home is not known.
    func wiped(
        _ move: RequestEvidence.Move, _ registers: LookRecord.Registers, _ held: [MemoryRun], _ landed: Set<Place>
    ) -> Landing? {
        let copies = places(of: UInt64(move.report.offset), role: LineRole.original.rawValue, in: held)
        guard copies.isEmpty else { return nil }
        let reached = landed.filter { place in
            guard let found = translation(of: registers.destination, to: place.physical) else { return false }
            return space.isPlain || space.store(found.physical) == place.store
        }
        guard let place = reached.min(by: { $0.physical < $1.physical }) else { return nil }
        var landing = landing(.copy, place, registers.destination, move, place.store)
        if !space.isPlain { landing.home = nil }
        return landing
    }
}
