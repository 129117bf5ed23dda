import Foundation
import TestSupport
import Testing

@testable import Lab

/// QEMU as another user: what it reaches, and what it is given.
@Suite struct GuestUserTests {
    private let scratch: TestSupport.Scratch
    private let user = GuestUser(name: "g", user: 54_321, group: 54_322, groups: [54_322, 54_323])

    init() throws {
        scratch = try TestSupport.Scratch(inMemory: true)
        chmod(scratch.path, 0o711)
        try scratch.write("kernel", to: "open/kernel")
        try scratch.write("kernel", to: "closed/below/kernel")
        chmod("\(scratch.path)/open", 0o755)
        chmod("\(scratch.path)/closed", 0o700)
    }

    @Test func whatLiesBelowAClosedFolderIsNotReached() {
        #expect(user.reaches("\(scratch.path)/open/kernel") && user.reaches("/etc/passwd"))
        #expect(!user.reaches("\(scratch.path)/closed/below/kernel"))
        #expect(!user.reaches("\(scratch.path)/none"))
        chmod("\(scratch.path)/open/kernel", 0o600)
        #expect(!user.reaches("\(scratch.path)/open/kernel"))
        symlink("closed/below/kernel", "\(scratch.path)/link")
        #expect(!user.reaches("\(scratch.path)/link"))
    }

    @Test func whoeverLibvirtWouldProbeQEMUForAgainAndAgainIsNotTaken() throws {
        let device = try scratch.write("", to: "kvm")
        #expect(user.mayProbe("\(scratch.path)/none"), "without KVM there is nothing to disagree about")
        for (mode, may) in [(0o600, false), (0o644, false), (0o660, false), (0o666, true)] as [(mode_t, Bool)] {
            chmod(device, mode)
            #expect(user.mayProbe(device) == may, "\(mode)")
        }
    }

    @Test func whatIsNotReachedIsPutWhereItIs() throws {
        let stage = Stage(user: user, root: scratch.path)
        let open = "\(scratch.path)/open/kernel"
        #expect(try stage.path(open) == open)
        let staged = try stage.path("\(scratch.path)/closed/below/kernel")
        #expect(staged == "\(scratch.path)/files/0/kernel" && user.reaches(staged))
        #expect(try stage.path("\(scratch.path)/closed/below/kernel") == staged, "once a session")
        #expect(try String(contentsOfFile: staged, encoding: .utf8) == "kernel")
        try scratch.write("secret", to: "closed/initrd")
        chmod("\(scratch.path)/closed/initrd", 0o600)
        let copy = try stage.path("\(scratch.path)/closed/initrd")
        var status = stat()
        #expect(stat("\(scratch.path)/closed/initrd", &status) == 0 && status.st_mode & 0o777 == 0o600)
        #expect(user.reaches(copy), "a copy of its own, with rights of its own")
        #expect(try Stage(user: nil, root: scratch.path).path("/none") == "/none")
    }

    @Test func aProgramComesWithWhatLiesBesideIt() throws {
        try scratch.write("#!/bin/sh", to: "closed/emulator/qemu")
        try scratch.write("library", to: "closed/emulator/root/lib/so.1")
        chmod("\(scratch.path)/closed/emulator/qemu", 0o755)
        symlink("so.1", "\(scratch.path)/closed/emulator/root/lib/so")
        let staged = try Stage(user: user, root: scratch.path).program("\(scratch.path)/closed/emulator/qemu")
        let folder = (staged as NSString).deletingLastPathComponent
        #expect(user.reaches(staged) && user.reaches("\(folder)/root/lib/so"))
        #expect(access(staged, X_OK) == 0)
    }

    @Test func aFolderIsOwnWhereNobodyElseButThatUserPasses() {
        func own(_ mode: mode_t, owner: uid_t = getuid(), group: gid_t = 54_322, _ user: GuestUser?) -> Bool {
            var status = stat()
            (status.st_mode, status.st_uid, status.st_gid) = (S_IFDIR | mode, owner, group)
            return SessionRoot.isOwn(status, but: user)
        }
        #expect(own(0o700, nil) && own(0o700, user) && own(0o710, user))
        #expect(!own(0o710, nil) && !own(0o710, group: 1, user) && !own(0o750, user) && !own(0o711, user))
        #expect(!own(0o700, owner: getuid() + 1, user))
    }

    /// QEMU takes a `%` in the path of its log for a pattern.
    @Test func whatQEMUOpensByNameCanLieElsewhere() throws {
        #expect(GuestPaths.isExpanded("/a/%d/b") && !GuestPaths.isExpanded("/a/b"))
        try scratch.write("trace", to: "live/device-trace.log")
        symlink("/etc/passwd", "\(scratch.path)/live/external-ports.aml")
        try scratch.write("", to: "100%/console.log")
        let files = GuestPaths(
            folder: "\(scratch.path)/100%", channel: "/c", emulatorLog: "/l", live: "\(scratch.path)/live")
        #expect(files.deviceTrace == "\(scratch.path)/live/device-trace.log")
        #expect(files.console == "\(scratch.path)/100%/console.log")
        files.bringBack(limit: 100)
        #expect(scratch.names("100%") == ["console.log", "device-trace.log"], "a link is not followed")
        #expect(try scratch.text("100%/device-trace.log") == "trace")
        #expect(!FileManager.default.fileExists(atPath: "\(scratch.path)/live"))
    }

    @Test(.enabled(if: getuid() == 0)) func rootsDriverIsToldWhomQEMURunsAs() throws {
        let base = "/tmp/dmt-user-\(UInt32.random(in: 0...9999))"
        defer { try? FileManager.default.removeItem(atPath: base) }
        let root = try SessionRoot.make(
            base: base, user: user, deadline: Deadline(after: .seconds(5)), cancellation: Cancellation()
        ) { _ in }
        var status = stat()
        for path in [base, root.path] {
            #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o710 && status.st_gid == user.group)
        }
        try EmbeddedState.prepare(root, user: user)
        let lines = try String(contentsOfFile: "\(root.path)/etc/qemu.conf", encoding: .utf8)
        for line in [
            "user = \"+54321\"", "group = \"+54322\"", "clear_emulator_capabilities = 1", "seccomp_sandbox = 1",
            "dynamic_ownership = 0", "namespaces = []", "security_driver = \"none\"", "cgroup_controllers = []",
        ] { #expect(lines.contains(line)) }
    }
}
