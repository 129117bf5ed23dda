/// A kind of device that can be asked for: what makes it up, who drives it, and with which masks.
public struct DeviceModel: Hashable, Sendable {
    /// By what the I/O of a kernel's own driver is verified.
    public enum Traffic: Hashable, Sendable {
        /// Lines that the harness put on the disk are read, and others are written and read back.
        case disk
        /// Lines come back from the network's gateway, which echoes them.
        case network
        /// Lines of a stream that the harness gave the device are read.
        case random
        /// Lines that the harness lets another end send are read.
        case port
    }

    /// Bits of the masks that its driver sets, for the device as QEMU shows it.
    public struct Masks: Hashable, Sendable {
        /// Width of the streaming mask in bits.
        public let streaming: Int
        /// Width of the coherent mask in bits.
        public let coherent: Int
        /// The function that sets them, or leaves them as they are; the releases do it alike.
        public let cite: String
    }

    /// As a config names it.
    public let name: String
    /// Kernel modules of the drivers that take its PCI function, and what the first makes of it. Modules that they depend on
    /// are not named.
    public let drivers: [String]
    /// Modules for what hangs on the function.
    public let needs: [String]
    /// nil for the one that the probe drives.
    public let traffic: Traffic?
    /// nil where the config chooses them.
    public let masks: Masks?

    /// Whether it is virtio, and so demands the DMA API or does not.
    public var isVirtio: Bool { drivers.first == Self.virtioPCI }

    static let virtioPCI = "virtio_pci"

    /// - Returns: nil for a name that nothing here has.
    public static func named(_ name: String) -> DeviceModel? { all.first { $0.name == name } }
}
