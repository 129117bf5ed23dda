import Glibc
import GuestProtocol

/// Reads from a virtio console's port what its other end sends.
struct PortTraffic {
    let order: DriveOrder
    let magic: UInt64
    let device: DrivenDevice

    func run(_ report: inout DriveReport) throws(Failure) {
        let system = device.system
        let deadline = AgentDeadline(seconds: 10, system)
        let file = try device.open(of: "/sys/class/virtio-ports", before: deadline) {
            system.openFile("/dev/\($0)", O_RDONLY)
        }
        defer { system.closeFile(file) }
        var bytes = [UInt8](repeating: 0, count: Int(order.bytes))
        var filled = 0
        while filled < bytes.count {
            let count = bytes[filled...].withUnsafeMutableBytes { system.readFile(file, into: $0) }
            guard count >= 0 else { throw Failure(Int32(count)) }
            filled += count
            // Nothing is read while the other end is not there yet.
            guard count > 0 || deadline.pause(milliseconds: 20) else { throw Failure(EPIPE) }
        }
        report.right = bytes.withUnsafeBytes { Lines(order: order, magic: magic, role: .fromDevice).count(in: $0) }
        report.wrong = UInt32(bytes.count / MemoryLine.size) - report.right
    }
}
