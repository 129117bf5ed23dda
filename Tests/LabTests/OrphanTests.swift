import Foundation
import Testing

@testable import Lab

extension GuestTests {
    /// Harnesses are child processes of this one, which the test library starts for exit tests; all use one state
    /// folder.
    @Test func aKilledRunsGuestIsEndedByTheNextRunAndALiveRunsIsNot() async throws {
        let session = try LabSession(Bench.options)
        defer { session.close() }
        let live = try session.start(Bench.spec("live", initrd: nil))

        await #expect(processExitsWith: .signal(SIGKILL)) {
            let session = try LabSession(Bench.options(of: getppid()))
            let guest = try session.start(Bench.spec("orphan", initrd: nil, folder: Bench.remains(of: getppid())))
            try "\(guest.pid)".write(toFile: Bench.note(of: getppid()), atomically: true, encoding: .utf8)
            kill(getpid(), SIGKILL)
        }
        let note = try String(contentsOfFile: Bench.note(of: getpid()), encoding: .utf8)
        let pid = try #require(Int32(note))
        let orphan = try #require(EmulatorProcess(pid: pid), "QEMU died with its harness")
        #expect(live.process.isAlive)

        await #expect(processExitsWith: .success) {
            let session = try LabSession(Bench.options(of: getppid()))
            let note = try String(contentsOfFile: Bench.note(of: getppid()), encoding: .utf8)
            try #require(session.orphans.map { "\($0.pid)" } == [note])
            session.close()
        }
        #expect(!orphan.isAlive)
        #expect(live.process.isAlive)
        let roots = try FileManager.default.contentsOfDirectory(atPath: Bench.base(of: getpid()))
        #expect(roots == [session.root.id])
    }
}

extension Bench {
    static func base(of pid: pid_t) -> String { "/tmp/dmt-\(pid)" }

    static func options(of pid: pid_t) -> LabOptions { LabOptions(stateBase: base(of: pid), acceleration: .tcgOnly) }

    /// The folder of the guest whose harness is killed, which cannot clean up behind itself.
    static func remains(of pid: pid_t) -> String {
        let path = "/tmp/dmt-\(pid)-remains"
        mkdir(path, 0o700)
        return path
    }

    static func note(of pid: pid_t) -> String { "/tmp/dmt-\(pid)-orphan" }
}
