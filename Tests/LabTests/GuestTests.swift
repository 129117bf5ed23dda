import Foundation
import Images
import RouteModel
import Testing

@testable import Lab

/// Real guests. They need DMAROUTE_INTEGRATION=1, a prepared linux-7.3, and for some a C compiler that links
/// statically.
@Suite(.serialized, .enabled(if: Bench.enabled)) struct GuestTests {
    @Test func aGuestWithoutARootPanicsAndThatEndsTheWait() throws {
        try Bench.run("panic", initrd: nil) { guest, _ in
            let error = try #require(throws: LabError.self) {
                try guest.waitForFailure(deadline: guest.bootDeadline)
            }
            #expect(error.kind == .panic)
            #expect(error.console.contains("Kernel panic"))
            #expect(!guest.bootDeadline.passed, "the panic was not seen before the limit")
        }
    }

    @Test func aGuestThatHangsEndsAtItsLimitWithItsConsoleKept() throws {
        try Bench.run("hang", initrd: try Bench.initrd("for (;;);")) { guest, folder in
            let error = try #require(throws: LabError.self) {
                _ = try guest.receive(deadline: Deadline(after: .seconds(15)))
            }
            #expect(error.kind == .limit)
            #expect(error.console.contains("Run /init"))
            try guest.end()
            #expect(!guest.process.isAlive)
            #expect((SmallFile.size(folder + "/console.log") ?? 0) > 1000)
            #expect((SmallFile.size(folder + "/domain.xml") ?? 0) > 500)
        }
    }

    @Test func aGuestThatFloodsItsConsoleIsEnded() throws {
        let flood =
            "int t = open(\"/dev/ttyS0\", 1); static char b[4000]; memset(b, 'x', 4000); for (;;) write(t, b, 4000);"
        try Bench.run("flood", initrd: try Bench.initrd(flood), logLimit: 1 << 20) { guest, folder in
            let error = try #require(throws: LabError.self) {
                try guest.waitForFailure(deadline: Deadline(after: .seconds(90)))
            }
            #expect(error.kind == .flood)
            #expect(Wait.until(Deadline(after: .seconds(10)), nil) { !guest.process.isAlive } == .met)
            #expect((SmallFile.size(folder + "/console.log") ?? 0) < 16 << 20)
        }
    }

    @Test func cancellationEndsAWaitAtOnce() throws {
        try Bench.run("cancel", initrd: nil) { guest, _ in
            Thread.detachNewThread {
                usleep(200_000)
                guest.session.cancellation.cancel()
            }
            let begin = SuspendingClock.now
            let error = try #require(throws: LabError.self) {
                try guest.waitForFailure(deadline: Deadline(after: .seconds(60)))
            }
            #expect(error.kind == .cancelled)
            #expect(SuspendingClock.now - begin < .seconds(2))
        }
    }

    @Test func aDevicesRegistersAndMemoryAreSeenFromOutside() throws {
        let work = """
            mount("s", "/sys", "sysfs", 0, 0);
            int e = open("/sys/bus/pci/devices/0000:00:10.0/enable", 1); write(e, "1", 1);
            int r = open("/sys/bus/pci/devices/0000:00:10.0/resource0", 2);
            volatile unsigned long *m = mmap(0, 4096, 3, MAP_SHARED, r, 0);
            m[16] = 0x1111222233334444; m[17] = 0x40000; m[18] = 4096;
            static volatile unsigned long b[8] __attribute__((aligned(64)));
            b[0] = 0x600df00d12345678; b[1] = 42; for (;;);
            """
        try Bench.run("edu", initrd: try Bench.initrd(work)) { guest, _ in
            let limit = Deadline(after: .seconds(60))
            var hits: [Hit] = []
            while hits.isEmpty && !limit.passed {
                usleep(500_000)
                hits = try guest.scan(magic: 0x600d_f00d_1234_5678).hits
            }
            #expect(hits.map(\.nonce) == [42])
            #expect(hits.first?.intact == false)
            let registers = try guest.registers(of: EduSpec(slot: 0x10))
            #expect(registers.source == 0x1111_2222_3333_4444)
            #expect(registers.destination == 0x40000)
            #expect(registers.count == 4096)
            #expect(throws: LabError.self) { try guest.registers(of: EduSpec(slot: 0x1d)) }
        }
    }

    @Test func twoSessionsOneAfterTheOtherAndTwoGuestsAtATime() throws {
        for _ in 0..<2 {
            let session = try LabSession(Bench.options)
            defer { session.close() }
            #expect(session.orphans.isEmpty)
            let guests = try (0..<2).map { try session.start(Bench.spec("g\($0)", initrd: nil)) }
            #expect(Set(guests.map(\.pid)).count == 2)
            session.close()
            #expect(guests.allSatisfy { !$0.process.isAlive })
            #expect(access(session.root.path, F_OK) != 0)
        }
    }

    @Test func theTrialGuestRunsOnTCG() throws {
        let folder = try Bench.folder("trial")
        let trial = TrialGuest.qemu(
            emulator: Bench.options.emulator, machine: .q35, folder: folder, cancellation: Cancellation())
        guard case .ran = trial.run(.tcg, Deadline(after: .seconds(60))) else {
            Issue.record("the trial guest cannot pass even where guests run")
            return
        }
    }
}

enum Bench {
    static let environment = ProcessInfo.processInfo.environment
    static var enabled: Bool { environment["DMAROUTE_INTEGRATION"] == "1" }

    /// A kernel to boot; where none is prepared, a path that makes the tests fail and says what to do.
    private static let vmlinux =
        ImageStore(images: "").cached("linux-7.3")?.vmlinux.path ?? "/no kernel here: run dmaroute images"

    static var options: LabOptions { options(of: getpid()) }

    /// Where everything lies that a test process makes; gone when it exits.
    private static let work: String = {
        atexit {
            let pid = getpid()
            for path in ["/tmp/dmt-\(pid)-work", note(of: pid), remains(of: pid), base(of: pid)] {
                try? FileManager.default.removeItem(atPath: path)
            }
        }
        return "/tmp/dmt-\(getpid())-work"
    }()

    static func folder(_ name: String) throws -> String {
        let path = "\(work)/\(name)-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    static func spec(_ name: String, initrd: String?, logLimit: UInt64 = 64 << 20, folder: String? = nil) throws
        -> GuestSpec
    {
        var spec = GuestSpec(
            name: name, kernel: vmlinux, initrd: initrd, cmdline: "",
            ram: 512 << 20, viommu: .none, edu: [EduSpec(slot: 0x10)], folder: try folder ?? self.folder(name))
        spec.logLimit = logLimit
        return spec
    }

    static func run(
        _ name: String, initrd: String?, logLimit: UInt64 = 64 << 20, _ body: (Guest, String) throws -> Void
    ) throws {
        let session = try LabSession(options)
        let spec = try spec(name, initrd: initrd, logLimit: logLimit)
        defer {
            session.close()
            try? FileManager.default.removeItem(atPath: spec.folder)
        }
        let guest = try session.start(spec)
        try body(guest, spec.folder)
        try guest.end()
        #expect(!guest.process.isAlive)
    }

    /// An initramfs whose /init is this C, compiled statically.
    static func initrd(_ body: String) throws -> String {
        let folder = try folder("init")
        let includes = ["fcntl.h", "string.h", "sys/mman.h", "sys/mount.h", "unistd.h"].map { "#include <\($0)>\n" }
        let source = includes.joined() + "int main(void) { mount(\"d\", \"/dev\", \"devtmpfs\", 0, 0);\n\(body)\n}\n"
        try source.write(toFile: folder + "/init.c", atomically: true, encoding: .utf8)
        let end = ChildProcess.run(
            ["/usr/bin/gcc", "-O1", "-w", "-static", "-o", folder + "/init", folder + "/init.c"],
            output: folder + "/gcc.log", deadline: Deadline(after: .seconds(60)), cancellation: Cancellation())
        try #require(end == .exited(0))
        let program = try Data(contentsOf: URL(fileURLWithPath: folder + "/init"))
        var archive = Data()
        for (name, mode, data) in [
            ("dev", 0o40755, Data()), ("sys", 0o40755, Data()), ("init", 0o100755, program), ("TRAILER!!!", 0, Data()),
        ] {
            let fields = [1, mode, 0, 0, 1, 0, data.count, 0, 0, 0, 0, name.utf8.count + 1, 0]
            archive += Data("070701".utf8)
            for field in fields {
                let hex = String(field, radix: 16)
                archive += Data((String(repeating: "0", count: 8 - hex.count) + hex).utf8)
            }
            archive += Data(name.utf8) + [0]
            archive += Data(count: (4 - archive.count % 4) % 4)
            archive += data
            archive += Data(count: (4 - archive.count % 4) % 4)
        }
        try archive.write(to: URL(fileURLWithPath: folder + "/initrd"))
        return folder + "/initrd"
    }
}
