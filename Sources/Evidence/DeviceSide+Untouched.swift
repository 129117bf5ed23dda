import GuestProtocol
import RouteModel

/// What a device must leave alone: all that it only reads, and what it writes to no part of.
extension DeviceSide {
    /// Lines of the request that stood while it was held and were gone when it had moved, though no transfer was to write there,
    /// in a sentence; nil where there are none.
    func touched(_ landings: [Landing], _ held: [MemoryRun], _ moved: [MemoryRun]) -> String? {
        let writes = landings.filter(\.wrote)
        let written = writes.map { ($0.offset, $0.offset &+ $0.length) }
        let target = writes.first?.role.rawValue
        for run in held
        where run.intact && [LineRole.original, .overwritten].contains(where: { $0.rawValue == run.role }) {
            let stays = moved.filter { $0.isBeside(run) }.map { ($0.offset, $0.offset &+ $0.length) }
            // A list may be bounced in part, so its copies and its buffers are both written to.
            let mayGo = run.role == target || writes.contains { $0.role.rawValue == run.role } ? written : []
            if let gone = Self.gap(in: run.offset, run.offset &+ run.length, stays + mayGo) {
                return "the line at \(hex(run.physical &+ (gone - run.offset))), to which no transfer writes, is gone"
            }
        }
        return nil
    }

    /// The first place of a range that none of these covers; nil where all is covered.
    private static func gap(in start: UInt64, _ end: UInt64, _ parts: [(UInt64, UInt64)]) -> UInt64? {
        var at = start
        for (first, last) in parts.sorted(by: { $0.0 < $1.0 }) where last > at && at < end {
            guard first <= at else { return at }
            at = last
        }
        return at < end ? at : nil
    }

    /// Whether what the device read was stored where its control buffer has room for it: in one page behind the other, from that
    /// of the control DMA on. Behind an IOMMU those pages need not lie together.
    func isStored(_ place: Place, number: Int) -> Bool {
        guard !isTranslated else { return true }
        let control = (boot.controlBefore ?? []).first { $0.isControl(of: request.order.device, .controlAtSetUp) }
        guard let control else { return false }
        let page = UInt64(number % Int(Steps.storedAtOnce)) &* 4096
        return place.store == control.store ?? .plain && place.physical == control.physical &+ page
    }
}

extension MemoryRun {
    /// Whether it has lines of the same sort, at the places that this run's lines have or would have.
    fileprivate func isBeside(_ other: MemoryRun) -> Bool {
        intact && role == other.role && store == other.store && physical &- offset == other.physical &- other.offset
    }

    /// Whether it is all that a device stores in a control DMA.
    func isControl(of device: UInt8, _ due: LineRole) -> Bool {
        intact && role == due.rawValue && nonce == MemoryLine.controlNonce(device: device) && offset == 0
            && length == UInt64(Steps.largest)
    }
}
