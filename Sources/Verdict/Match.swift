import Evidence
import RouteModel

/// Compares what a side saw with one allowed route.
enum Match {
    /// The route that both views can be of; nil where there is none, or where a segment took one that is not allowed.
    static func route(of guest: SideView, _ device: SideView, among allowed: [Route]) -> Route? {
        let others = Set(guest.others + device.others)
        guard others.isSubset(of: allowed.map(\.path)) else { return nil }
        return allowed.first { contradiction(guest, $0) == nil && contradiction(device, $0) == nil }
    }

    /// Why the view cannot be of this route; nil where it can.
    static func contradiction(_ view: SideView, _ route: Route) -> String? {
        guard view.paths.contains(route.path) else {
            let seen = view.paths.isEmpty ? "no route at all" : view.paths.map(\.rawValue).joined(separator: " or ")
            return "saw \(seen) where \(route.path.rawValue) is allowed: \(view.says)"
        }
        guard view.cBit == route.cBit else {
            return "saw C-bit \(view.cBit.rawValue) where \(route.cBit.rawValue) is allowed: \(view.says)"
        }
        if let seen = view.pteCBit, let due = route.pteCBit, seen != due {
            return "saw a page-table entry with C-bit \(seen.rawValue) where \(due.rawValue) is allowed: \(view.says)"
        }
        if let seen = view.memory, let due = route.memory, seen != due {
            return "saw \(seen.rawValue) memory where \(due.rawValue) is allowed: \(view.says)"
        }
        if let top = view.top, let limit = route.limit, top > limit {
            return "saw an address up to 0x\(String(top, radix: 16)), above the limit 0x\(String(limit, radix: 16))"
        }
        if let heard = view.message, let due = route.message, heard != due {
            return "heard \(heard.rawValue) where \(due.rawValue) is allowed: \(view.says)"
        }
        return nil
    }
}
