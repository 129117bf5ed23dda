import CGuest
import Glibc
import GuestProtocol

/// Reads from a virtio console's port what its other end sends.
struct PortTraffic {
    let order: DriveOrder
    let magic: UInt64
    let device: DrivenDevice

    func run(_ report: inout DriveReport) throws(Failure) {
        let deadline = AgentDeadline(seconds: 10)
        let file = try device.open(of: "/sys/class/virtio-ports", before: deadline) {
            guest_open("/dev/\($0)", O_RDONLY)
        }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: Int(order.bytes))
        var filled = 0
        while filled < bytes.count {
            let count = bytes[filled...].withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
            guard count >= 0 else { throw Failure(errno) }
            filled += count
            // Nothing is read while the other end is not there yet.
            guard count > 0 || deadline.pause(milliseconds: 20) else { throw Failure(EPIPE) }
        }
        report.right = bytes.withUnsafeBytes { Lines(order: order, magic: magic, role: .fromDevice).count(in: $0) }
        report.wrong = UInt32(bytes.count / MemoryLine.size) - report.right
    }
}
