import Foundation
import Glibc

/// The folder of one session's libvirt state, held by a lock on the folder itself.
///
/// All sessions of a user lie in one base folder, wherever they were started from: only so does a session find what a
/// killed one left behind. The base's own lock is held while a session is made or cleaned away, so that a folder which
/// is not locked yet is never taken for a dead one. Names are short because QEMU's monitor socket lies below and a
/// socket's path is at most 107 bytes.
final class SessionRoot: Sendable {
    let path: String
    /// Eight hex digits; part of the name of every domain of the session.
    let id: String
    private let lock: FolderLock

    static let longestBase = 40

    private init(path: String, id: String, lock: FolderLock) {
        self.path = path
        self.id = id
        self.lock = lock
    }

    /// Makes a new root below `base` after `clean` had each root whose session is dead.
    /// - Parameter user: who else may pass through it, knowing the names of what lies there; nil: nobody.
    /// - Parameter others: bases whose dead roots `clean` has first.
    static func make(
        base: String, besides others: [StateBase.Candidate] = [], user: GuestUser? = nil, id fixed: String? = nil,
        deadline: Deadline, cancellation: Cancellation, clean: (DeadRoot) throws(LabError) -> Void
    ) throws(LabError) -> SessionRoot {
        try Self.clean(others, deadline: deadline, cancellation: cancellation, clean)
        try prepare(base, user)
        let baseLock = try FolderLock.wait(base, deadline, cancellation)
        defer { baseLock.release() }
        try sweep(base, clean)
        let id = fixed ?? newID()
        let path = "\(base)/\(id)"
        guard mkdir(path, 0o700) == 0 else {
            throw SmallFile.failure(
                "make", path, hint: "a process holds one session with the embedded driver at a time; close the other")
        }
        try admit(user, to: path)
        guard let lock = FolderLock.take(path) else { throw SmallFile.failure("lock", path) }
        return SessionRoot(path: path, id: id, lock: lock)
    }

    /// Has each root in `base` whose session is dead; the base's lock is held.
    private static func sweep(_ base: String, _ clean: (DeadRoot) throws(LabError) -> Void) throws(LabError) {
        for id in ids(in: base) {
            guard let lock = FolderLock.take("\(base)/\(id)") else { continue }
            defer { lock.release() }
            try clean(DeadRoot(path: "\(base)/\(id)", id: id))
        }
    }

    /// Has each root whose session is dead, in bases where a session would not be made now.
    /// - Parameter bases: folders that are passed over where they are not there, or not this user's alone.
    static func clean(
        _ bases: [StateBase.Candidate], deadline: Deadline, cancellation: Cancellation,
        _ clean: (DeadRoot) throws(LabError) -> Void
    ) throws(LabError) {
        for base in bases {
            var status = stat()
            guard lstat(base.path, &status) == 0, isOwn(status, but: base.guest) else { continue }
            let lock = try FolderLock.wait(base.path, deadline, cancellation)
            defer { lock.release() }
            try sweep(base.path, clean)
        }
    }

    private static func newID() -> String {
        let digits = String(UInt32.random(in: 0...UInt32.max), radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: path)
        lock.release()
    }

    /// Roots in `base`: eight hex digits, nothing else that may lie there.
    private static func ids(in base: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: base)) ?? []
        return names.filter { $0.count == 8 && $0.allSatisfy { $0.isHexDigit } }.sorted()
    }

    /// The base lies where others may write, so it is used only if it is a folder of ours that nobody else can enter.
    private static func prepare(_ base: String, _ user: GuestUser?) throws(LabError) {
        guard base.utf8.first == UInt8(ascii: "/"), base.utf8.count <= longestBase else {
            throw LabError(
                .specification, "the state folder \(base) must be absolute and at most \(longestBase) bytes long",
                hint: "QEMU's sockets lie below it, and a socket's path is short; use one below /tmp or /run")
        }
        if mkdir(base, 0o700) != 0 && errno != EEXIST { throw SmallFile.failure("make", base) }
        var status = stat()
        guard lstat(base, &status) == 0 else { throw SmallFile.failure("look at", base) }
        guard isOwn(status, but: user) else {
            throw LabError(
                .node, "\(base) is not a folder that only the user \(getuid()) can enter",
                hint: "somebody else made it; have it removed, or "
                    + (user == nil ? "set XDG_RUNTIME_DIR to a folder of your own" : "one of \(base)-1 to \(base)-9"))
        }
        try admit(user, to: base)
    }

    /// Whether it is a folder of this user's alone, through which that other one may pass.
    static func isOwn(_ status: stat, but user: GuestUser?) -> Bool {
        let passable: mode_t = user.map { $0.group == status.st_gid ? 0o010 : 0 } ?? 0
        return status.st_mode & S_IFMT == S_IFDIR && status.st_uid == getuid()
            && status.st_mode & 0o077 & ~passable == 0
    }

    private static func admit(_ user: GuestUser?, to folder: String) throws(LabError) {
        guard let user else { return }
        guard lchown(folder, uid_t.max, user.group) == 0, chmod(folder, 0o710) == 0 else {
            throw SmallFile.failure("open to \(user.name)", folder)
        }
    }
}

/// What a killed session left.
struct DeadRoot: Hashable, Sendable {
    let path: String
    let id: String
}
