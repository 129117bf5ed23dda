import Glibc
import GuestProtocol
import Testing

@testable import GuestAgent

/// What is read from a disk, written behind it, and read back.
struct DiskTrafficTests: DrivesADevice {
    let kernel = FakeKernel.withDevice()

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

    /// What was written lies in the memory that is read into.
    @Test func aDiskThatMovesNothingReturnsNothing() throws {
        install()
        addDisk(lines(.fromDevice))
        kernel.deaf = ["/dev/nvme0n1"]
        let report = try driven(order())
        #expect(report.outcome == .read && report.right == 0 && report.wrong == 64)
        #expect(report.returned == 0 && report.altered == 64)
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

    @Test func whatIsMovedPastTheCacheBeginsOnAPage() throws {
        install()
        addDisk(lines(.fromDevice))
        _ = try driven(order(bytes: 64 * 3))
        #expect(kernel.onlyWholePages)
    }

    @Test func aProcessorThatNobodyMayStayOnIsAnError() throws {
        install()
        addDisk(lines(.fromDevice))
        kernel.closedTo = [1]
        let report = try driven(order())
        #expect(report.outcome == .failed && report.errno == -EINVAL && report.right == 64)
    }

    /// The queue of one processor that moves nothing is not made good by another's.
    @Test(arguments: [0, 1, 2] as [Int32]) func theWorstQueueCounts(deaf: Int32) throws {
        install()
        addDisk(lines(.fromDevice))
        kernel.processors = 3
        kernel.deafOn = [deaf]
        let report = try driven(order())
        #expect(report.returned == 0 && report.altered == 64)
    }

    @Test func aDiskThatComesLateIsFound() throws {
        install()
        kernel.later = [(kernel.now + 2000, { [self] _ in addDisk(lines(.fromDevice)) })]
        let began = kernel.now
        #expect(try driven(order()).right == 64)
        #expect((2000..<2100).contains(kernel.now - began))
    }
}
