/// What a guest's start cost.
public struct GuestTimings: Hashable, Sendable {
    /// From the order to a running QEMU.
    public var create: Duration
}
