import Evidence
import RouteModel

/// Compares what a side saw with one allowed route, and with what the other side saw.
enum Match {
    /// Why one DMA cannot be what both sides saw; nil where it can.
    static func contradiction(_ guest: SideView, _ device: SideView) -> String? {
        let told = { (guest: String, device: String) in
            "the guest side sees \(guest), the device side sees \(device); one DMA cannot be both"
        }
        if Set(guest.paths).isDisjoint(with: device.paths) {
            return told(Contradiction.names(guest.paths), Contradiction.names(device.paths))
        }
        if guest.addressBit != device.addressBit {
            return told(guest.addressBit.text(), device.addressBit.text())
        }
        if let one = guest.memory, let other = device.memory, one != other {
            return told("\(one.rawValue) memory", "\(other.rawValue) memory")
        }
        return nil
    }

    /// The route that both views can be of; nil where there is none, or where a segment took one that is not allowed.
    static func route(of guest: SideView, _ device: SideView, among allowed: [Route]) -> Route? {
        let others = Set(guest.others + device.others)
        guard others.isSubset(of: allowed.map(\.path)) else { return nil }
        return allowed.first { contradiction(guest, $0) == nil && contradiction(device, $0) == nil }
    }

    /// Why the view cannot be of this route; nil where it can.
    static func contradiction(_ view: SideView, _ route: Route) -> Contradiction? {
        guard view.paths.contains(route.path) else {
            return .path(seen: view.paths, allowed: route.path, says: view.says)
        }
        guard view.addressBit == route.addressBit else {
            return .addressBit(seen: view.addressBit, allowed: route.addressBit, says: view.says)
        }
        if let seen = view.entryBit, let due = route.entryBit, seen != due {
            return .entryBit(seen: seen, allowed: due, says: view.says)
        }
        if let seen = view.memory, let due = route.memory, seen != due {
            return .memory(seen: seen, allowed: due, says: view.says)
        }
        if let seen = view.store, let due = route.store, seen != due {
            return .store(seen: seen, reached: due, says: view.says)
        }
        if let top = view.top, let limit = route.limit, top > limit { return .limit(top: top, allowed: limit) }
        if let heard = view.message, let due = route.message, heard != due {
            return .message(seen: heard, allowed: due, says: view.says)
        }
        return nil
    }
}
