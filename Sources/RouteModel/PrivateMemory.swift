/// A guest's private memory, which hardware lets no device into and emulated encryption does.
public enum PrivateMemory {
    /// What hardware does where a device is given such memory.
    ///
    /// Source: amd-memory-encryption.rst of the kernel's documentation: all DMA inside a guest must be on shared memory.
    public static let onHardware =
        "On hardware a device cannot use a guest's private page: it reads ciphertext, what it writes is noise to the "
        + "guest, or the hypervisor stops the access."

    /// What is said of a route by which the bytes arrive all the same.
    public static let inEmulationAlone = "the bytes arrive in emulation alone. " + onHardware
}

extension Route {
    /// Whether it gives a device memory that is private to the guest. A device that has proven itself (T=1) may see it.
    public func handsOutPrivateMemory(of boot: Boot, to device: Device) -> Bool {
        boot.platform == .guest && memory == .encrypted && !device.tState
    }

    /// Whether its bytes arrive in emulation, where the device's address reaches the guest's own view, and on no hardware.
    public func arrivesInEmulationAlone(in boot: Boot, at device: Device) -> Bool {
        arrives && handsOutPrivateMemory(of: boot, to: device)
    }
}
