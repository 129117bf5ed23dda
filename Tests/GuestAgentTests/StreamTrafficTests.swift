import Glibc
import GuestProtocol
import Testing

@testable import GuestAgent

/// What comes in by a console's port and from a random number generator.
struct StreamTrafficTests: DrivesADevice {
    let kernel = FakeKernel.withDevice()

    private func addPort(_ content: [UInt8]) {
        install("virtio_console")
        kernel.links["/sys/class/virtio-ports/vport1p1"] = "../../devices/pci0000:00/\(slot)/virtio1/x"
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

    @Test func aPortThatIsSilentIsWaitedForTenSeconds() throws {
        addPort([])
        let began = kernel.now
        let report = try driven(order(.port, drivers: ["virtio_console"], modules: []))
        #expect(report.outcome == .failed && report.errno == -EPIPE)
        #expect((10_000..<10_200).contains(kernel.now - began))
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

    @Test(arguments: [EBUSY, 0]) func aGeneratorThatCannotBeReadSaysWhyAndIsClosed(opening: Int32) throws {
        addRandom(lines(.fromDevice))
        if opening != 0 { kernel.openErrors["/dev/hwrng"] = opening } else { kernel.readErrors["/dev/hwrng"] = ENODATA }
        #expect(try random().errno == (opening != 0 ? -opening : -ENODATA))
        #expect(kernel.opened.values.allSatisfy { $0.path != "/dev/hwrng" })
        if opening == 0 { #expect(kernel.flags["/dev/hwrng"] == O_RDONLY) }
    }
}
