/// How the two rings lie in the shared memory that harness and guest both map: the BAR 2 of an `ivshmem-plain` device
/// (1af4:1110), a file to the harness. The guest reaches it with plain loads and stores, so the channel does no DMA.
public enum GuestChannel {
    /// Bytes of the whole.
    public static let bytes = 16 * 1024 * 1024
    /// PCI vendor of QEMU's ivshmem device (docs/specs/ivshmem-spec.rst of QEMU).
    public static let vendor: UInt16 = 0x1af4
    /// PCI device number of QEMU's ivshmem device.
    public static let device: UInt16 = 0x1110
    /// Number of the BAR.
    public static let bar = 2

    private static let toGuestBytes = 1024 * 1024
    private static let toHarnessBytes = 7 * 1024 * 1024

    /// Bytes of what stands in for the registers of another device, one piece for each device that can be set up.
    public static let registerBytes = 512 * 1024
    private static let registerPieces = 16

    /// Where all pieces lie in the BAR, behind the rings; neither end of the channel looks at them.
    public static let registers = (toGuestBytes + toHarnessBytes)..<bytes

    /// Where a device's piece lies in the BAR; nil for more devices than a machine has.
    public static func registers(device: Int) -> Range<Int>? {
        guard (0..<registerPieces).contains(device) else { return nil }
        let start = registers.lowerBound + device * registerBytes
        return start..<(start + registerBytes)
    }

    /// Makes both rings empty; the harness does so before its guest starts.
    /// - Parameter memory: ``bytes`` bytes, aligned to a page.
    public static func format(_ memory: UnsafeMutableRawPointer) {
        Ring.format(at: memory, bytes: toGuestBytes)
        Ring.format(at: memory + toGuestBytes, bytes: toHarnessBytes)
    }

    /// The harness's ends.
    public static func harness(
        _ memory: UnsafeMutableRawPointer
    ) throws(ProtocolError) -> (commands: Ring, reports: Ring) {
        try ends(memory, ofHarness: true)
    }

    /// The guest's ends.
    public static func guest(
        _ memory: UnsafeMutableRawPointer
    ) throws(ProtocolError) -> (commands: Ring, reports: Ring) {
        try ends(memory, ofHarness: false)
    }

    private static func ends(
        _ memory: UnsafeMutableRawPointer, ofHarness: Bool
    ) throws(ProtocolError) -> (commands: Ring, reports: Ring) {
        (
            try Ring(at: memory, bytes: toGuestBytes, produces: ofHarness),
            try Ring(at: memory + toGuestBytes, bytes: toHarnessBytes, produces: !ofHarness)
        )
    }
}
