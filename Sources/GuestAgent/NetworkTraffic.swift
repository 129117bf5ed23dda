import Glibc
import GuestProtocol

/// Sends lines to the network's gateway in ICMP echo requests of several sizes, and looks at what comes back.
struct NetworkTraffic {
    let order: DriveOrder
    let magic: UInt64
    let device: DrivenDevice

    /// Lines in a packet; the last fill an Ethernet frame: 20 bytes of IP and 8 of ICMP before 1,472.
    private static let sizes = [1, 8, 23]
    private static let identifier: UInt16 = 0x646d
    /// Lost ones, after which no more are sent.
    private static let patience = 3

    func run(_ report: inout DriveReport) throws(Failure) {
        guard let name = device.entry(of: "/sys/class/net") else { throw Failure(ENODEV) }
        // Nothing but these packets.
        try? device.system.write("1", to: "/proc/sys/net/ipv6/conf/\(name)/disable_ipv6")
        let up = device.system.networkUp(name, order.network + 15)
        guard up == 0 else { throw Failure(up) }
        try waitForLink(of: name)
        let socket = device.system.echoSocket(name)
        guard socket >= 0 else { throw Failure(socket) }
        defer { device.system.closeFile(socket) }
        let all = Int(order.bytes) / MemoryLine.size
        var sent = 0
        var number: UInt16 = 0
        var lost = 0
        while sent < all, lost < Self.patience {
            let lines = min(Self.sizes[Int(number) % Self.sizes.count], all - sent)
            let right = try echo(lines, first: sent * MemoryLine.size, number: number, over: socket)
            if right == nil { lost += 1 }
            report.returned += right ?? 0
            sent += lines
            number += 1
        }
        report.altered = UInt32(all) - report.returned
    }

    /// e1000e's needs three seconds.
    private func waitForLink(of name: String) throws(Failure) {
        let deadline = AgentDeadline(seconds: 10, device.system)
        while device.system.text("/sys/class/net/\(name)/carrier") != "1" {
            guard deadline.pause(milliseconds: 20) else { throw Failure(ENETDOWN) }
        }
    }

    /// - Returns: how many lines came back right; nil where no answer came.
    private func echo(_ lines: Int, first: Int, number: UInt16, over socket: Int32) throws(Failure) -> UInt32? {
        let own = Lines(order: order, magic: magic, role: .original)
        // Type 8, code 0, checksum, identifier, number (RFC 792).
        var packet: [UInt8] = [8, 0, 0, 0]
        for word in [Self.identifier, number] { packet += [UInt8(word >> 8), UInt8(word & 0xff)] }
        let head = packet.count
        packet += [UInt8](repeating: 0, count: lines * MemoryLine.size)
        packet.withUnsafeMutableBytes { own.fill(UnsafeMutableRawBufferPointer(rebasing: $0[head...]), first: first) }
        let sum = Self.checksum(packet)
        packet.replaceSubrange(2..<4, with: [UInt8(sum >> 8), UInt8(sum & 0xff)])
        let result = device.system.send(socket, order.network + 2, packet)
        guard result == 0 else { throw Failure(result) }
        let deadline = AgentDeadline(seconds: 2, device.system)
        var buffer = [UInt8](repeating: 0, count: 2048)
        while !deadline.hasPassed {
            let count = buffer.withUnsafeMutableBytes { device.system.readFile(socket, into: $0) }
            guard count > 20 else { continue }
            let answer = Array(buffer[min(count, Int(buffer[0] & 15) * 4)..<count])
            // Type 0 is the answer; all else is as it was sent.
            guard answer.count == packet.count, answer[0] == 0, answer[4..<head] == packet[4..<head] else { continue }
            return answer.withUnsafeBytes {
                own.count(in: UnsafeRawBufferPointer(rebasing: $0[head...]), first: first)
            }
        }
        return nil
    }

    /// RFC 1071.
    private static func checksum(_ bytes: [UInt8]) -> UInt16 {
        var sum: UInt32 = 0
        for index in stride(from: 0, to: bytes.count, by: 2) {
            sum += UInt32(bytes[index]) << 8 | UInt32(index + 1 < bytes.count ? bytes[index + 1] : 0)
        }
        while sum > 0xffff { sum = (sum & 0xffff) + sum >> 16 }
        return ~UInt16(truncatingIfNeeded: sum)
    }
}
