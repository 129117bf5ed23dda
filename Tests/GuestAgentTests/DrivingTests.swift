import Glibc
import GuestProtocol
import Testing

@testable import GuestAgent

/// Devices of the kernel's own drivers: how they are bound, and what is moved on them.
struct DrivingTests {
    private static let slot = "0000:00:04.0"
    private static let magic: UInt64 = 3
    private let kernel = FakeKernel.guest()

    private var folder: String { "\(PCI.folder)/\(Self.slot)" }

    init() {
        kernel.add(Self.slot, vendor: "0x1b36", device: "0x0010")
        kernel.put("", at: "/sys/bus/pci/drivers_autoprobe")
        kernel.put("", at: "/sys/bus/virtio/drivers_autoprobe")
    }

    /// As the kernel shows a module whose driver takes its device when it is told to.
    private func install(_ module: String = "nvme", bus: String = "pci", binds: Bool = true) {
        kernel.links["/sys/module/\(module)/drivers/\(bus):\(module)"] = "x"
        let bind = "/sys/bus/\(bus)/drivers/\(module)/bind"
        kernel.put("", at: bind)
        let before = kernel.onWrite
        kernel.onWrite = { kernel, path, text in
            before(kernel, path, text)
            guard path == bind, binds else { return }
            kernel.links["\(PCI.folder)/\(bus == "pci" ? text : "\(Self.slot)/\(text)")/driver"] =
                "../drivers/\(module)"
        }
    }

    private func order(
        _ traffic: DriveOrder.Traffic = .disk, drivers: [String] = ["nvme"], bytes: UInt32 = 4096,
        modules: [String] = ["nvme"], network: UInt32 = 0
    ) -> DriveOrder {
        DriveOrder(
            request: 5, slot: Self.slot, modules: modules, drivers: drivers, traffic: traffic, bytes: bytes, nonce: 55,
            network: network)
    }

    private func drive(_ order: DriveOrder) throws -> Report {
        let said = try FakeHarness(kernel).talk([.setUp(magic: Self.magic, devices: []), .drive(order), .finish])
        return said[2]
    }

    private func driven(_ order: DriveOrder) throws -> DriveReport {
        guard case .driven(let report) = try drive(order) else { throw Problem("not driven") }
        return report
    }

    private func lines(_ role: LineRole, bytes: Int = 4096, first: Int = 0, nonce: UInt64 = 55) -> [UInt8] {
        stride(from: 0, to: bytes, by: 64).flatMap {
            MemoryLine(magic: Self.magic, nonce: nonce, role: role, offset: UInt64(first + $0)).bytes
        }
    }

    private func addDisk(_ content: [UInt8]) {
        kernel.links["/sys/block/nvme0n1"] = "../devices/pci0000:00/\(Self.slot)/nvme/nvme0/nvme0n1"
        kernel.links["/sys/block/vda"] = "../devices/pci0000:00/0000:00:09.0/virtio1/block/vda"
        kernel.files["/dev/nvme0n1"] = content
    }

    // MARK: binding

    @Test func aDeviceIsBoundByHandBetweenMarks() throws {
        install()
        addDisk(lines(.fromDevice))
        kernel.put("64\n", at: "\(folder)/dma_mask_bits")
        kernel.put("32\n", at: "\(folder)/consistent_dma_mask_bits")
        let report = try driven(order())
        #expect(report.outcome == .read && report.request == 5)
        #expect(report.masks == .init(streaming: 64, coherent: 32))
        let marker = "write \(FakeKernel.tracing)/trace_marker dmaroute: "
        let calls = kernel.calls(marker, "write /sys/bus", "module", "within")
        #expect(
            calls == [
                marker + "agent", "module /probe.ko no_dma=0",
                marker + "begin request=5 device=0000:00:04.0 kind=driver-io", "within 20 s",
                "write /sys/bus/pci/drivers_autoprobe 0", "write /sys/bus/virtio/drivers_autoprobe 0",
                "module /modules/nvme.ko", "write /sys/bus/pci/drivers/nvme/bind 0000:00:04.0", marker + "end",
            ])
    }

    @Test func messagesOfTheDriveAreItsOwn() throws {
        install()
        addDisk(lines(.fromDevice))
        kernel.say("before")
        let before = kernel.onWrite
        kernel.onWrite = { kernel, path, text in
            before(kernel, path, text)
            if path.hasSuffix("/bind") { kernel.say("nvme nvme0: 2/0/0 queues") }
        }
        #expect(try driven(order()).log == ["nvme nvme0: 2/0/0 queues"])
    }

    @Test func aKernelWithoutTheDriverLacksIt() throws {
        #expect(try driven(order()).outcome == .lacking)
        #expect(kernel.calls("write /sys/bus/pci/drivers/").isEmpty)
    }

    @Test func aModuleThatIsNotThereFails() throws {
        let report = try driven(order(modules: ["absent"]))
        #expect(report.outcome == .failed && report.errno == -ENOEXEC)
    }

    @Test func aDriverThatDoesNotTakeItIsNone() throws {
        install(binds: false)
        #expect(try driven(order()).outcome == .noDriver)
    }

    @Test func oneThatHangsIsLeftAndSaysSo() throws {
        install()
        kernel.hangs = true
        let report = try driven(order())
        #expect(report == DriveReport(request: 5, outcome: .hangs))
    }

    @Test func aDeviceOfVirtioIsBoundTwice() throws {
        install("virtio_pci")
        install("virtio_blk", bus: "virtio")
        kernel.put("", at: "\(folder)/virtio1/uevent")
        addDisk(lines(.fromDevice))
        let report = try driven(order(drivers: ["virtio_pci", "virtio_blk"], modules: []))
        #expect(report.outcome == .read)
        #expect(
            kernel.calls("write /sys/bus/") == [
                "write /sys/bus/pci/drivers/virtio_pci/bind 0000:00:04.0",
                "write /sys/bus/virtio/drivers/virtio_blk/bind virtio1",
            ])
    }

    @Test func theSecondDriverMustTakeItToo() throws {
        install("virtio_pci")
        install("virtio_blk", bus: "virtio", binds: false)
        kernel.put("", at: "\(folder)/virtio1/uevent")
        #expect(try driven(order(drivers: ["virtio_pci", "virtio_blk"], modules: [])).outcome == .noDriver)
    }

    /// Of a driver that is built in there is no link below its module.
    @Test func aDriverThatIsBuiltInIsFoundOnItsBus() throws {
        install("virtio_pci")
        kernel.put("", at: "/sys/bus/virtio/drivers/virtio_blk/bind")
        kernel.put("", at: "\(folder)/virtio1/driver/uevent")
        addDisk(lines(.fromDevice))
        #expect(try driven(order(drivers: ["virtio_pci", "virtio_blk"], modules: [])).outcome == .read)
        #expect(kernel.calls("write /sys/bus/virtio/drivers/virtio_blk/bind") != [])
    }

    @Test(arguments: ["../evil", "", "a-b", "A", "a.b"]) func namesThatArePathsAreRefused(name: String) throws {
        #expect(try drive(order(modules: [name])) == .problem("\(name) is no module's name"))
        #expect(try drive(order(drivers: [name])) == .problem("\(name) is no module's name"))
        #expect(kernel.calls("module /modules").isEmpty)
    }

    @Test func anUnknownDeviceIsAProblem() throws {
        var unknown = order()
        unknown.slot = "0000:00:1f.7"
        #expect(try drive(unknown) == .problem("no PCI device 0000:00:1f.7"))
    }

    @Test(arguments: [0, 63, 65, (1 << 20) + 64, .max] as [UInt32]) func bytesThatCannotBeAreRefused(bytes: UInt32)
        throws
    {
        #expect(try drive(order(bytes: bytes)) == .problem("a driver cannot be asked to move \(bytes) bytes"))
    }

    /// Where the API has no events, addresses of allocations are seen when they are given back.
    @Test(arguments: [true, false]) func driversLeaveAtTheEndWhereOnlyProbesSee(hasEvents: Bool) throws {
        install()
        addDisk(lines(.fromDevice))
        kernel.put("", at: "\(folder)/driver/unbind")
        if !hasEvents {
            for path in kernel.files.keys where path.hasPrefix("\(FakeKernel.tracing)/events/dma/") {
                kernel.files[path] = nil
            }
        }
        _ = try driven(order())
        let unbound = kernel.calls("write \(folder)/driver/unbind")
        #expect(unbound == (hasEvents ? [] : ["write \(folder)/driver/unbind 0000:00:04.0"]))
        #expect(kernel.calls("within 5 s").count == (hasEvents ? 0 : 1))
    }

    @Test func aDriverThatHangsIsNotAskedToLeave() throws {
        install()
        kernel.hangs = true
        kernel.put("", at: "\(folder)/driver/unbind")
        for path in kernel.files.keys where path.hasPrefix("\(FakeKernel.tracing)/events/dma/") {
            kernel.files[path] = nil
        }
        _ = try driven(order())
        #expect(kernel.calls("within 5 s").isEmpty)
    }

    // MARK: disks

    @Test func aDiskIsReadThenWrittenBehindItAndReadBack() throws {
        install()
        addDisk(lines(.fromDevice))
        let report = try driven(order())
        #expect(report.right == 64 && report.wrong == 0 && report.returned == 64 && report.altered == 0)
        #expect(
            kernel.calls("open direct", "write at").suffix(2) == [
                "open direct /dev/nvme0n1", "write at 4096 of /dev/nvme0n1, 4096 bytes",
            ])
        #expect(kernel.files["/dev/nvme0n1"] == lines(.fromDevice) + lines(.original))
        #expect(kernel.opened.values.allSatisfy { $0.path != "/dev/nvme0n1" })
    }

    /// Each may have a queue of its own.
    @Test(arguments: [1, 3]) func aDiskIsReadByEveryProcessor(processors: Int) throws {
        install()
        addDisk(lines(.fromDevice))
        kernel.processors = processors
        #expect(try driven(order()).returned == 64)
        #expect(kernel.calls("run on") == (1..<processors).map { "run on \($0)" })
    }

    @Test func linesOfADiskThatAreWrongAreCounted() throws {
        install()
        var content = lines(.fromDevice)
        content[100] ^= 1
        addDisk(content)
        let report = try driven(order())
        #expect(report.outcome == .read && report.right == 63 && report.wrong == 1)
    }

    @Test(arguments: [(54, .fromDevice), (55, .original)] as [(UInt64, LineRole)])
    func linesOfAnotherAreWrong(nonce: UInt64, role: LineRole) throws {
        install()
        addDisk(lines(role, nonce: nonce))
        let report = try driven(order())
        #expect(report.right == 0 && report.wrong == 64)
    }

    @Test func aShortDiskFails() throws {
        install()
        addDisk([1, 2, 3])
        let report = try driven(order())
        #expect(report.outcome == .failed && report.errno == -EIO && report.returned == 0)
    }

    @Test func aDiskThatCannotBeWrittenFailsWithItsError() throws {
        install()
        addDisk(lines(.fromDevice))
        kernel.writeErrors["/dev/nvme0n1"] = EROFS
        let report = try driven(order())
        #expect(report.outcome == .failed && report.errno == -EROFS && report.right == 64)
    }

    @Test func aDiskThatDoesNotComeIsWaitedForTenSeconds() throws {
        install()
        let began = kernel.now
        let report = try driven(order())
        #expect(report.outcome == .failed && report.errno == -ENODEV)
        #expect((10_000..<10_200).contains(kernel.now - began))
    }

    @Test func aDiskThatCannotBeOpenedSaysWhy() throws {
        install()
        addDisk(lines(.fromDevice))
        kernel.openErrors["/dev/nvme0n1"] = EBUSY
        #expect(try driven(order()).errno == -EBUSY)
    }

    // MARK: ports and random numbers

    private func addPort(_ content: [UInt8]) {
        install("virtio_console")
        kernel.links["/sys/class/virtio-ports/vport1p1"] = "../../devices/pci0000:00/\(Self.slot)/virtio1/x"
        kernel.files["/dev/vport1p1"] = content
    }

    @Test func aPortIsReadUntilItHasAll() throws {
        addPort(lines(.fromDevice))
        let report = try driven(order(.port, drivers: ["virtio_console"], modules: []))
        #expect(report.outcome == .read && report.right == 64 && report.wrong == 0)
    }

    @Test func aPortThatStopsIsGivenUp() throws {
        addPort(Array(lines(.fromDevice).dropLast(64)))
        let report = try driven(order(.port, drivers: ["virtio_console"], modules: []))
        #expect(report.outcome == .failed && report.errno == -EPIPE)
    }

    @Test func aPortsErrorIsToldAndItsFileClosed() throws {
        addPort(lines(.fromDevice))
        kernel.readErrors["/dev/vport1p1"] = ENXIO
        #expect(try driven(order(.port, drivers: ["virtio_console"], modules: [])).errno == -ENXIO)
        #expect(kernel.opened.values.allSatisfy { $0.path != "/dev/vport1p1" })
    }

    private func addRandom(_ content: [UInt8], available: String = "virtio_rng.0 virtio_rng.1\n", taken: String? = nil)
    {
        install("virtio_rng")
        kernel.put(available, at: "/sys/class/misc/hw_random/rng_available")
        kernel.put(taken ?? "none\n", at: "/sys/class/misc/hw_random/rng_current")
        kernel.files["/dev/hwrng"] = content
    }

    private func random() throws -> DriveReport {
        try driven(order(.random, drivers: ["virtio_rng"], bytes: 256, modules: []))
    }

    @Test func theNewestGeneratorIsChosenAndItsStreamRead() throws {
        // The kernel has taken the first two lines and one between.
        addRandom(Array(lines(.fromDevice)[128..<256] + lines(.fromDevice)[320..<448]))
        let report = try random()
        #expect(kernel.calls("write /sys/class/misc") == ["write /sys/class/misc/hw_random/rng_current virtio_rng.1"])
        #expect(report.outcome == .read && report.right == 4 && report.wrong == 0)
    }

    @Test func aLineTwiceOrOutOfItsOrderIsWrong() throws {
        let stream = lines(.fromDevice)
        addRandom(Array(stream[64..<128] + stream[64..<128] + stream[0..<64] + stream[128..<192]))
        let report = try random()
        #expect(report.right == 2 && report.wrong == 2)
    }

    @Test func withoutAGeneratorOfVirtiosThereIsNone() throws {
        addRandom([], available: "tpm-rng-0\n")
        #expect(try random().errno == -ENODEV)
    }

    @Test func aGeneratorThatIsNotTakenIsBusy() throws {
        addRandom(lines(.fromDevice))
        kernel.writeErrors["/sys/class/misc/hw_random/rng_current"] = EINVAL
        #expect(try random().errno == -EBUSY)
    }

    @Test func aStreamThatEndsIsAnError() throws {
        addRandom(Array(lines(.fromDevice).prefix(100)))
        #expect(try random().errno == -EIO)
    }

    // MARK: networks

    private func addNetwork(carrier: String = "1\n") {
        install("e1000")
        kernel.links["/sys/class/net/eth0"] = "../../devices/pci0000:00/\(Self.slot)/net/eth0"
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
}
