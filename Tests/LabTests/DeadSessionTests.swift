import Foundation
import TestSupport
import Testing

@testable import Lab

/// State that a killed session left, where no session is opened any more.
@Suite struct DeadSessionTests {
    @Test func whatADeadSessionLeftIsRemovedAndALiveOneStays() throws {
        let base = "/tmp/dmt-dead-\(UInt32.random(in: 0...9999))"
        defer { try? FileManager.default.removeItem(atPath: base) }
        let live = try SessionRoot.make(
            base: base, user: GuestUser.here, deadline: Deadline(after: .seconds(5)), cancellation: Cancellation()
        ) { _ in }
        try FileManager.default.createDirectory(atPath: "\(base)/0123abcd/log/qemu", withIntermediateDirectories: true)
        #expect(try LabSession.endOrphans(below: base).isEmpty, "no QEMU was left")
        #expect(try FileManager.default.contentsOfDirectory(atPath: base) == [live.id])
        live.remove()
    }

    /// Which base is the first usable one changes with what others make, and with whom root's guests run as.
    @Test func whatADeadSessionLeftIsRemovedWhereverASessionOfThisUserCouldBe() throws {
        try withScratch { scratch in
            let user = getuid()
            let guest = GuestUser(name: "guests", user: 4242, group: getgid(), groups: [getgid()])
            let own = "\(scratch.path)/dmaroute-\(user)"
            // Short, as a socket's path must be.
            let runtime = "/tmp/dmt-\(getpid())-run"
            defer { try? FileManager.default.removeItem(atPath: runtime) }
            let bases = [own, "\(own)-guests", "\(own)-3", "\(own)-guests-9", "\(runtime)/dmaroute"]
            mkdir(runtime, 0o700)
            for base in bases {
                mkdir(base, 0o700)
                mkdir("\(base)/0123abcd", 0o700)
            }
            chmod("\(own)-guests", 0o710)
            // Not this user's alone, and a link: somebody else may have made them.
            let foreign = "\(own)-1"
            mkdir(foreign, 0o700)
            mkdir("\(foreign)/0123abcd", 0o700)
            chmod(foreign, 0o755)
            symlink(own, "\(own)-2")
            func clean(but chosen: String) throws -> [String] {
                var found: [String] = []
                try SessionRoot.clean(
                    StateBase.others(
                        than: chosen, user: user, guest: guest, runtime: runtime, shared: scratch.path),
                    deadline: Deadline(after: .seconds(5)), cancellation: Cancellation()
                ) { dead throws(LabError) in
                    found.append(dead.path)
                    rmdir(dead.path)
                }
                return found
            }
            let found = try clean(but: own)
            #expect(Set(found) == Set(bases.dropFirst().map { "\($0)/0123abcd" }) && found.count == 4)
            #expect(try clean(but: "").map { $0 } == ["\(own)/0123abcd"])
            #expect(scratch.names("dmaroute-\(user)-1") == ["0123abcd"])
        }
    }

    /// Anybody can call a process of theirs as a QEMU of ours, and would then hold or end what looks for it.
    @Test func onlyProcessesOfThisUserAreItsQEMUs() throws {
        let name = "dmaroute-feedbeef-\(getpid())"
        func start(_ words: [String]) throws -> Process {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: words[0])
            process.arguments = Array(words.dropFirst())
            try process.run()
            return process
        }
        let shell = ["/bin/sh", "-c", "sleep 60; :", "-name", "guest=\(name)"]
        let mine = try start(shell)
        defer { end(mine) }
        func found(_ users: Set<uid_t> = EmulatorProcess.owners) -> [pid_t] {
            EmulatorProcess.running(of: users) { $0 == name }.map(\.pid)
        }
        #expect(waited { found() == [mine.processIdentifier] })
        #expect(found([getuid() &+ 1]).isEmpty)
        guard getuid() == 0 else { return }
        let other = try start(["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] + shell)
        defer { end(other) }
        #expect(waited { found([65534]) == [other.processIdentifier] })
        #expect(found() == [mine.processIdentifier])
    }

    private func end(_ process: Process) {
        process.terminate()
        process.waitUntilExit()
    }

    private func waited(_ isSo: () -> Bool) -> Bool {
        for _ in 0..<500 where !isSo() { usleep(10_000) }
        return isSo()
    }
}
