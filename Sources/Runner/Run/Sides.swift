import RouteModel

/// Which sides a run observes. Both, but for showing what a verdict is worth without one.
public struct Sides: Hashable, Sendable {
    /// Whether what the guest's kernel tells of a DMA is taken.
    public var guest: Bool
    /// Whether what devices and memory show from outside is taken.
    public var device: Bool

    /// Both sides, as a run observes them unless it is told otherwise.
    public static let both = Sides(guest: true, device: true)

    public init(guest: Bool, device: Bool) {
        self.guest = guest
        self.device = device
    }

    /// Those that such a boot has: nobody reads from outside what a processor encrypts.
    func open(to boot: Boot) -> Sides { Sides(guest: guest, device: device && boot.means != .hardware) }
}
