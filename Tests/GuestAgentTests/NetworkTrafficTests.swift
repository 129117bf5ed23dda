import Glibc
import GuestProtocol
import Testing

@testable import GuestAgent

/// Packets to the gateway and back.
struct NetworkTrafficTests: DrivesADevice {
    let kernel = FakeKernel.withDevice()

    private func addNetwork(carrier: String = "1\n") {
        install("e1000")
        kernel.links["/sys/class/net/eth0"] = "../../devices/pci0000:00/\(slot)/net/eth0"
        kernel.links["/sys/class/net/lo"] = "../../devices/virtual/net/lo"
        kernel.put(carrier, at: "/sys/class/net/eth0/carrier")
        kernel.put("0", at: "/proc/sys/net/ipv6/conf/eth0/disable_ipv6")
        kernel.echo = { packet in [Self.ip + Self.answer(packet)] }
    }

    /// A header of five words.
    private static let ip: [UInt8] = [0x45] + [UInt8](repeating: 0, count: 19)

    private static func answer(_ packet: [UInt8]) -> [UInt8] { [0] + packet.dropFirst() }

    private func network(bytes: UInt32 = 4096) throws -> DriveReport {
        try driven(order(.network, drivers: ["e1000"], bytes: bytes, modules: [], network: 0x0a00_0200))
    }

    @Test func packetsOfThreeSizesGoToTheGatewayAndComeBack() throws {
        addNetwork()
        let report = try network()
        #expect(report.outcome == .read && report.returned == 64 && report.altered == 0)
        #expect(kernel.calls("write /proc/sys/net") == ["write /proc/sys/net/ipv6/conf/eth0/disable_ipv6 1"])
        #expect(kernel.calls("network") == ["network eth0 \(0x0a00_020f)"])
        // 1, 8 and 23 lines behind 8 bytes of ICMP, and what is left.
        #expect(
            kernel.calls("send").map { String($0.split(separator: " ")[2]) } == [
                "72", "520", "1480", "72", "520", "1480",
            ])
        #expect(kernel.calls("send").allSatisfy { $0.hasPrefix("send \(0x0a00_0202),") })
    }

    @Test func aPacketSumsToNothing() throws {
        addNetwork()
        let sent = Sent()
        kernel.echo = { packet in
            sent.packets.append(packet)
            return [Self.ip + Self.answer(packet)]
        }
        _ = try network(bytes: 64)
        let packet = try #require(sent.packets.first)
        #expect(Array(packet[..<2]) == [8, 0] && Array(packet[4..<8]) == [0x64, 0x6d, 0, 0])
        var sum = stride(from: 0, to: packet.count, by: 2).reduce(0) { $0 + Int(packet[$1]) << 8 + Int(packet[$1 + 1]) }
        while sum > 0xffff { sum = sum & 0xffff + sum >> 16 }
        #expect(sum == 0xffff)
        #expect(Array(packet[8...]) == lines(.original, bytes: 64))
    }

    private final class Sent { var packets: [[UInt8]] = [] }

    @Test func linesThatComeBackOtherwiseAreCounted() throws {
        addNetwork()
        kernel.echo = { packet in
            var answer = Self.answer(packet)
            answer[20] ^= 1
            return [Self.ip + answer]
        }
        let report = try network(bytes: 576)
        #expect(report.returned == 7 && report.altered == 2)
    }

    /// Others' packets, an own one that went round, a header of six words.
    @Test func onlyTheAnswerToThisPacketCounts() throws {
        addNetwork()
        kernel.echo = { packet in
            var other = Self.answer(packet)
            other[5] ^= 1
            let options = [0x46] + [UInt8](repeating: 0, count: 23)
            return [[], Self.ip, Self.ip + other, Self.ip + packet, Self.ip + [0], options + Self.answer(packet)]
        }
        #expect(try network(bytes: 64).returned == 1)
    }

    @Test func afterThreeLostPacketsNoMoreAreSent() throws {
        addNetwork()
        kernel.echo = { _ in [] }
        let began = kernel.now
        let report = try network()
        #expect(report.outcome == .read && report.returned == 0 && report.altered == 64)
        #expect(kernel.calls("send").count == 3)
        #expect((6_000..<6_400).contains(kernel.now - began), "two seconds each")
    }

    @Test func lostPacketsCountWhateverComesBackBetweenThem() throws {
        addNetwork()
        kernel.echo = { packet in packet[7] % 2 == 0 ? [] : [Self.ip + Self.answer(packet)] }
        let report = try network()
        #expect(kernel.calls("send").count == 5, "the fifth is the third that is lost")
        #expect(report.returned == 9 && report.altered == 55)
    }

    /// The fourth packet is as long as the first.
    @Test func anAnswerThatComesLateIsNotTakenForAnother() throws {
        addNetwork()
        let sent = Sent()
        kernel.echo = { packet in
            sent.packets.append(packet)
            switch sent.packets.count {
            case 1: return []
            case 4: return [Self.ip + Self.answer(sent.packets[0]), Self.ip + Self.answer(packet)]
            default: return [Self.ip + Self.answer(packet)]
            }
        }
        let report = try network(bytes: 33 * 64)
        #expect(report.returned == 32 && report.altered == 1)
    }

    @Test func aLinkThatStaysDownIsGivenUp() throws {
        addNetwork(carrier: "0\n")
        #expect(try network().errno == -ENETDOWN)
        #expect(kernel.calls("send").isEmpty)
    }

    @Test func anInterfaceThatDoesNotGoUpSaysWhy() throws {
        addNetwork()
        kernel.networkResult = -EADDRINUSE
        #expect(try network().errno == -EADDRINUSE)
    }

    @Test func withoutAnInterfaceThereIsNoDevice() throws {
        addNetwork()
        kernel.links["/sys/class/net/eth0"] = "../../devices/pci0000:00/0000:00:14.0/net/eth0"
        #expect(try network().errno == -ENODEV)
    }

    @Test func aLinkIsWaitedForTenSeconds() throws {
        addNetwork(carrier: "0\n")
        let began = kernel.now
        _ = try network()
        #expect((10_000..<10_040).contains(kernel.now - began))
        kernel.later = [(kernel.now + 3000, { $0.put("1\n", at: "/sys/class/net/eth0/carrier") })]
        #expect(try network(bytes: 64).returned == 1)
    }

    @Test(arguments: [true, false]) func aSocketThatFailsSaysWhy(opens: Bool) throws {
        addNetwork()
        if opens { kernel.sendError = ENOBUFS } else { kernel.socketError = EPERM }
        let report = try network()
        #expect(report.outcome == .failed && report.errno == (opens ? -ENOBUFS : -EPERM))
        #expect(kernel.opened.values.allSatisfy { !$0.path.hasPrefix("socket:") })
    }

    @Test func everyPacketHasItsNumberAndItsPlaceAndNothingStaysOpen() throws {
        addNetwork()
        let sent = Sent()
        kernel.echo = { packet in
            sent.packets.append(packet)
            return [Self.ip + Self.answer(packet)]
        }
        _ = try network(bytes: 64 * 10)
        #expect(
            sent.packets.map { Array($0[4..<8]) } == [[0x64, 0x6d, 0, 0], [0x64, 0x6d, 0, 1], [0x64, 0x6d, 0, 2]])
        #expect(sent.packets.flatMap { $0[8...] } == lines(.original, bytes: 640))
        #expect(kernel.opened.values.allSatisfy { !$0.path.hasPrefix("socket:") })
    }
}
