import Foundation
import Testing

extension Integration {
    /// What QEMU's process may do, as the kernel tells it.
    @Suite(.timeLimit(.minutes(5))) struct PrivilegeTests {
        @Test(
            .enabled(
                if: getuid() == 0 && isolates && guestUser != nil, "only root, where it may have a view of its own"))
        func rootsGuestsHaveNoPrivileges() async throws {
            var before = stat()
            let hasDevice = stat("/dev/kvm", &before) == 0
            try await Scratch.with { scratch in
                let config = try scratch.write(Config.small(), to: "small.yaml")
                let run = try Tool.start(["run", config, "--jobs", "1", "--output", scratch.runs], in: scratch)
                let privileges = try await Privileges.ofGuest(of: run, in: scratch)
                #expect(privileges.areNone, "\(privileges)")
                #expect(privileges.user == Self.guestUser)
                let ended = try await run.wait(.seconds(240))
                #expect(ended.exit == .code(0), "\(ended.errors)")
                #expect(try scratch.onlyRun().verdicts().agreeOnTwoSides > 0)
            }
            guard hasDevice else { return }
            var after = stat()
            #expect(stat("/dev/kvm", &after) == 0)
            #expect(after.st_mode == before.st_mode && after.st_uid == before.st_uid && after.st_ino == before.st_ino)
        }

        @Test(.enabled(if: getuid() == 0)) func doctorSaysWhomGuestsRunAs() async throws {
            try await Scratch.with { scratch in
                let said = try await Tool.run(["doctor"], in: scratch).output
                let line = said.split(separator: "\n").first { $0.contains("guests run as") } ?? ""
                #expect(line.contains(Self.isolates && Self.guestUser != nil ? "libvirt-qemu" : "uid 0"), "\(line)")
            }
        }

        /// As the first process of a container, whose mounts nobody else has.
        @Test(.enabled(if: getuid() == 0 && isolates)) func whoIsAloneWithItsMountsFindsItsFiles() async throws {
            try await Scratch.with { scratch in
                let bin = URL(fileURLWithPath: try Tool.executable()).deletingLastPathComponent().path
                let config = try scratch.write(Config.small(), to: "small.yaml")
                let script = """
                    mkdir box box/bin at && cp '\(bin)/dmaroute' '\(bin)/dmaroute-agent' box/bin &&
                    cp -r '\(Tool.root)/images' box && mount --bind box at && exec at/bin/dmaroute plan '\(config)'
                    """
                let ended = try await Started(["/usr/bin/unshare", "--mount", "sh", "-c", script], in: scratch)
                    .wait(.seconds(60))
                #expect(ended.exit == .code(0), "\(ended.errors)")
            }
        }

        private static let guestUser = getpwnam("libvirt-qemu").map { $0.pointee.pw_uid }

        /// Whether root may have a mount namespace here.
        private static let isolates: Bool = {
            let unshare = Foundation.Process()
            unshare.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
            unshare.arguments = ["--mount", "true"]
            unshare.standardError = FileHandle.nullDevice
            guard (try? unshare.run()) != nil else { return false }
            unshare.waitUntilExit()
            return unshare.terminationStatus == 0
        }()
    }
}

/// What /proc/PID/status says of a process.
struct Privileges: CustomStringConvertible {
    let description: String
    private let values: [String: [Substring]]

    init(of process: Process) throws {
        let text = try String(contentsOfFile: "/proc/\(process.pid)/status", encoding: .utf8)
        let lines = text.split(separator: "\n").map { $0.split(separator: ":", maxSplits: 1) }
        values = Dictionary(
            lines.filter { $0.count == 2 }.map { (String($0[0]), $0[1].split(whereSeparator: \.isWhitespace)) },
            uniquingKeysWith: { first, _ in first })
        description = ["Uid", "CapInh", "CapPrm", "CapEff", "CapAmb", "NoNewPrivs", "Seccomp"]
            .map { [values] name in "\(name) \((values[name] ?? []).joined(separator: " "))" }.joined(separator: ", ")
    }

    /// Those of a run's first guest, once its QEMU has given up what it needed to begin.
    static func ofGuest(of run: Started, in scratch: Scratch) async throws -> Privileges {
        let guest = try await run.until("it started a guest") { scratch.emulators.first }
        return try await run.until("QEMU filters its calls") { try Privileges(of: guest).ofRunning }
    }

    /// nil while QEMU still sets up its machine, before it gives up what it needs for that.
    private var ofRunning: Privileges? { values["Seccomp"] == ["2"] ? self : nil }

    var user: UInt32? { values["Uid"]?.first.flatMap { UInt32($0) } }

    /// No capability in any set, no way to one, and a filter of system calls.
    var areNone: Bool {
        ["CapInh", "CapPrm", "CapEff", "CapAmb"].allSatisfy { values[$0]?.first.flatMap { UInt64($0, radix: 16) } == 0 }
            && values["NoNewPrivs"] == ["1"] && values["Seccomp"] == ["2"]
    }
}
