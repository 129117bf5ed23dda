import GuestProtocol

extension LabError {
    /// What kept a guest from its start, told as the disk's where the session's own disk has no room for one: libvirt and
    /// QEMU then fail in many ways, and no other guest could do better.
    /// - Parameters:
    ///   - state: the session's folder, in which the guest's channel is made.
    ///   - free: bytes that can still be written there.
    func asOfTheDisk(_ state: String, free: UInt64) -> LabError {
        // What the guest had of it, its channel above all, is free again by now; as much again is what libvirt and QEMU write.
        guard kind != .cancelled, kind != .disk, free < 2 * UInt64(GuestChannel.bytes) else { return self }
        return LabError(
            .disk, "\(message); the disk of \(state) has \(free >> 20) MiB free",
            hint: "make room there, and go on with dmaroute run --resume RUN", console: console)
    }
}
