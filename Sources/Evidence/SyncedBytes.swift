import GuestProtocol
import RouteModel

/// How much a caller's sync brought across.
extension RequestEvidence {
    /// Of what the device wrote, by the CPU's look after the unmap; nil where what it found is no portion.
    func brought(_ released: ReleaseReport) -> Portion? {
        guard released.wrong == 0 else { return nil }
        let line = UInt64(MemoryLine.size)
        let before = lines.count { $0 * line < UInt64(order.syncStart) }
        if released.kept == 0 { return .all }
        if released.right == 0 { return .nothing }
        return order.sync == .half && Int(released.kept) == before ? .half : nil
    }

    /// Of what the CPU wrote after the map, by what the device stored of it; nil where that is no portion.
    /// - Parameter held: what stood before anything moved; what the device stored stands elsewhere.
    func brought(_ held: [MemoryRun]) -> Portion? {
        let line = UInt64(MemoryLine.size)
        let due = lines
        let seen = due.filter { number in
            let offset = number * line
            return synced.contains { run in
                guard run.intact, offset >= run.offset, offset - run.offset < run.length else { return false }
                return !held.contains { $0.isOneCopy(with: run) }
            }
        }
        if seen.isEmpty { return .nothing }
        if seen == due { return .all }
        return order.sync == .half && seen == due.filter { $0 * line >= UInt64(order.syncStart) } ? .half : nil
    }

    /// Numbers of the lines that the request's transfers were ordered to move.
    private var lines: Set<UInt64> {
        let line = UInt64(MemoryLine.size)
        return order.moves.reduce(into: []) { lines, move in
            let first = UInt64(move.offset) / line
            lines.formUnion(first..<(first + (UInt64(move.length) + line - 1) / line))
        }
    }
}

extension MapOrder {
    /// Whether its device does what no mapping allows.
    var errs: Bool { isLate || isBackwards }

    /// Whether bytes that the device wrote may stay where they are.
    var mayKeep: Bool { sync != .atEnds || errs }
}

extension MemoryRun {
    /// The run with what the CPU wrote for a sync taken for what it wrote before the call: both stand in a copy.
    var unsynced: MemoryRun {
        guard role == LineRole.synced.rawValue else { return self }
        var run = self
        run.role = LineRole.original.rawValue
        return run
    }

    /// Whether lines of the two lie in one buffer, as a copy of it starts at one place.
    fileprivate func isOneCopy(with other: MemoryRun) -> Bool {
        role == other.unsynced.role && store == other.store && physical &- offset == other.physical &- other.offset
    }
}
