import Glibc

/// One QEMU, told from a later process with the same number by its start time.
struct EmulatorProcess: Hashable, Sendable {
    let pid: pid_t
    /// Field 22 of /proc/PID/stat, in clock ticks since boot.
    let started: UInt64

    init?(pid: pid_t) {
        guard let stat = Self.stat(pid), stat.alive else { return nil }
        self.pid = pid
        started = stat.started
    }

    /// A zombie counts as dead: it runs nothing, and its parent may never reap it.
    var isAlive: Bool {
        guard let stat = Self.stat(pid) else { return false }
        return stat.alive && stat.started == started
    }

    /// Processor time used so far, user and system; nil once it is gone.
    var cpuTime: Duration? {
        guard let stat = Self.stat(pid), stat.started == started else { return nil }
        return .seconds(1) * (Double(stat.ticks) / Double(max(1, sysconf(Int32(_SC_CLK_TCK)))))
    }

    func kill() {
        if isAlive { _ = Glibc.kill(pid, SIGKILL) }
    }

    /// Users whose processes can be QEMUs of this one's sessions: anybody can give a process of theirs any name.
    static var owners: Set<uid_t> { Set([getuid()] + (GuestUser.usual.map { [$0.user] } ?? [])) }

    /// Running QEMUs whose libvirt name satisfies `matches`.
    /// - Parameter users: whose processes are looked at.
    static func running(of users: Set<uid_t> = owners, where matches: (String) -> Bool) -> [EmulatorProcess] {
        guard let folder = opendir("/proc") else { return [] }
        defer { closedir(folder) }
        var found: [EmulatorProcess] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard let pid = pid_t(name), let process = EmulatorProcess(pid: pid), let guest = guestName(pid),
                matches(guest), let user = user(pid), users.contains(user), process.isAlive
            else { continue }
            found.append(process)
        }
        return found
    }

    /// The name in libvirt's `-name guest=NAME,…`.
    private static func guestName(_ pid: pid_t) -> String? {
        guard let bytes = SmallFile.read("/proc/\(pid)/cmdline", limit: 64 << 10) else { return nil }
        let arguments = bytes.split(separator: 0, omittingEmptySubsequences: false)
        guard let flag = arguments.firstIndex(where: { $0.elementsEqual("-name".utf8) }), flag + 1 < arguments.endIndex
        else { return nil }
        let value = String(decoding: arguments[flag + 1], as: UTF8.self)
        guard value.hasPrefix("guest=") else { return nil }
        return String(value.dropFirst(6).prefix { $0 != "," })
    }

    /// The real user, which a process cannot change without a right to; the owner of its files in /proc can be root.
    private static func user(_ pid: pid_t) -> uid_t? {
        guard let bytes = SmallFile.read("/proc/\(pid)/status", limit: 16 << 10),
            let line = bytes.split(separator: UInt8(ascii: "\n")).first(where: { $0.starts(with: "Uid:".utf8) })
        else { return nil }
        let digits = line.dropFirst(4).drop { $0 == UInt8(ascii: "\t") }.prefix { 0x30...0x39 ~= $0 }
        return uid_t(String(decoding: digits, as: UTF8.self))
    }

    private static func stat(_ pid: pid_t) -> (alive: Bool, started: UInt64, ticks: UInt64)? {
        guard let bytes = SmallFile.read("/proc/\(pid)/stat", limit: 4096),
            let end = bytes.lastIndex(of: UInt8(ascii: ")"))
        else { return nil }
        // The name in parentheses may itself hold spaces and parentheses.
        let fields = bytes[(end + 1)...].split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
        guard fields.count > 19, let started = UInt64(fields[19]) else { return nil }
        let ticks = (UInt64(fields[11]) ?? 0) &+ (UInt64(fields[12]) ?? 0)
        return (!["Z", "X", "x"].contains(fields[0]), started, ticks)
    }
}
