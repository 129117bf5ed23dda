import Glibc
import GuestProtocol

/// Reads from the kernel's random number generator what the harness lets the device hand out.
struct RandomTraffic {
    let order: DriveOrder
    let magic: UInt64
    let device: DrivenDevice

    private static let folder = "/sys/class/misc/hw_random"

    func run(_ report: inout DriveReport) throws(Failure) {
        let system = device.system
        // The newest is this device's: each is bound by itself.
        let known = (system.text("\(Self.folder)/rng_available") ?? "").split(separator: " ").map(String.init)
        guard let name = known.last(where: { $0.hasPrefix("virtio_rng") }) else { throw Failure(ENODEV) }
        try? system.write(name, to: "\(Self.folder)/rng_current")
        guard system.text("\(Self.folder)/rng_current") == name else { throw Failure(EBUSY) }
        let file = system.openFile("/dev/hwrng", O_RDONLY)
        guard file >= 0 else { throw Failure(file) }
        defer { system.closeFile(file) }
        var bytes = [UInt8](repeating: 0, count: Int(order.bytes))
        var filled = 0
        while filled < bytes.count {
            let count = bytes[filled...].withUnsafeMutableBytes { system.readFile(file, into: $0) }
            guard count > 0 else { throw Failure(count < 0 ? Int32(count) : EIO) }
            filled += count
        }
        // The kernel has taken some for itself, and each line only once.
        report.right = bytes.withUnsafeBytes(right)
        report.wrong = UInt32(bytes.count / MemoryLine.size) - report.right
    }

    /// Lines of the stream, each from behind the one before.
    private func right(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        var right: UInt32 = 0
        var next: UInt64 = 0
        for offset in stride(from: 0, to: bytes.count, by: MemoryLine.size) {
            let line = MemoryLine(UnsafeRawBufferPointer(rebasing: bytes[offset...]), magic: magic)
            guard let line, line.nonce == order.nonce, line.role == .fromDevice, line.offset >= next else { continue }
            next = line.offset + UInt64(MemoryLine.size)
            right += 1
        }
        return right
    }
}
