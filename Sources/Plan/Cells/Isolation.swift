import RouteModel

/// How boots are shared among cells.
public enum Isolation: String, Codable, Sendable, CaseIterable {
    /// All cells of a boot run in one guest, one after the other.
    case shared
    /// Those cells alone whose prediction rests on what was asked before them have boots of their own.
    case auto
    /// Each cell runs in a guest restored from a snapshot, into which its devices are plugged; where there can be none,
    /// in a boot of its own.
    case snapshot
    /// Each cell has a boot of its own.
    case boot
}

extension PlannedBoot {
    /// The boots that its cells are asked in. The machine stays the same, with all of its devices, so that nothing
    /// differs but what was asked before.
    /// - Parameter policy: says where order matters; without one it may anywhere.
    func split(_ isolation: Isolation, policy: Policy?) -> [PlannedBoot] {
        switch isolation {
        case .shared: return [self]
        case .boot: return cells.map { alone($0, .boot) }
        case .snapshot: return cells.map { alone($0, canBeRestored ? .snapshot : .boot) }
        case .auto:
            let parsed = ParsedBoot(boot)
            let resting = cells.filter { cell in
                policy?.restsOnOrder(Point(parsed, device: cell.device, request: cell.request)) ?? true
            }
            // What speaks once can be silenced by another that speaks alone.
            guard resting.count > 1 else { return [self] }
            let rest = keeping { !resting.contains($0) }
            return (rest.map { [$0] } ?? []) + resting.map { alone($0, .boot) }
        }
    }
}
