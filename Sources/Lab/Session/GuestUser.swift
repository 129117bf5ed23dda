import Glibc

/// Another user than the one that runs dmaroute, as whom QEMU runs, so that a guest which gets out of QEMU has no more
/// than that user's rights.
struct GuestUser: Hashable, Sendable {
    var name: String
    var user: uid_t
    var group: gid_t
    /// All of its groups, ``group`` among them.
    var groups: Set<gid_t>

    /// The user that Debian's libvirt-daemon-system makes, and `make setup` where that is not installed.
    static let usualName = "libvirt-qemu"

    /// Who it is here; nil where this process is not root's, where there is no such user, and where libvirt would not keep
    /// what it finds out of QEMU. QEMU then runs as the calling user.
    static let here: GuestUser? = usual.flatMap { $0.mayProbe("/dev/kvm") ? $0 : nil }

    /// Who it would be where libvirt can; nil where this process is not root's or there is no such user.
    static let usual: GuestUser? = getuid() == 0 ? GuestUser(usualName) : nil

    /// Whether libvirt probes QEMU once for this user.
    ///
    /// It probes as the user, but with CAP_DAC_OVERRIDE, so QEMU opens a KVM device that the user cannot. Then it takes what it
    /// found for outdated, since the user cannot, and probes anew at each look: a dozen times a guest, four seconds each
    /// (libvirt 9.0, src/qemu/qemu_capabilities.c, virQEMUCapsIsValid).
    /// - Parameter device: KVM's; where there is none the two agree.
    func mayProbe(_ device: String) -> Bool {
        access(device, F_OK) != 0 || may(0o6, device)
    }

    init?(_ name: String) {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16 << 10)
        guard getpwnam_r(name, &entry, &buffer, buffer.count, &found) == 0, found != nil, entry.pw_uid != 0 else {
            return nil
        }
        var groups = [gid_t](repeating: 0, count: 256)
        var count = Int32(groups.count)
        guard getgrouplist(name, entry.pw_gid, &groups, &count) >= 0 else { return nil }
        self.init(name: name, user: entry.pw_uid, group: entry.pw_gid, groups: Set(groups.prefix(Int(count))))
    }

    init(name: String, user: uid_t, group: gid_t, groups: Set<gid_t>) {
        self.name = name
        self.user = user
        self.group = group
        self.groups = groups
    }

    /// What a program is started by to run as this user, without capabilities and with no way to any.
    var starter: [String] {
        [
            "/usr/bin/setpriv", "--reuid=\(user)", "--regid=\(group)", "--init-groups", "--inh-caps=-all",
            "--bounding-set=-all", "--no-new-privs", "--",
        ]
    }

    /// Whether this user can read a file, through every folder above it.
    func reaches(_ path: String) -> Bool {
        guard let real = realpath(path, nil) else { return false }
        defer { free(real) }
        let whole = String(cString: real)
        guard may(0o4, whole) else { return false }
        var parent = whole[...]
        while let slash = parent.utf8.lastIndex(of: UInt8(ascii: "/")) {
            parent = parent[..<slash]
            guard may(0o1, parent.isEmpty ? "/" : String(parent)) else { return false }
        }
        return true
    }

    /// Whether the file's rights grant these; access lists are not looked at, and then a copy is made too many.
    private func may(_ rights: mode_t, _ path: String) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else { return false }
        let shift: mode_t = status.st_uid == user ? 6 : groups.contains(status.st_gid) ? 3 : 0
        return status.st_mode >> shift & rights == rights
    }
}
