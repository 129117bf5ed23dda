import Foundation
import Glibc

/// The folder below which the sessions of a user keep their state.
enum StateBase {
    /// In the order in which they are looked at, so that all sessions of a user come to the same: where others may make
    /// folders, one of theirs may stand under a name of ours.
    /// - Parameter guest: whom QEMU runs as, where that is another user, who must pass through the folder.
    static func candidates(user: uid_t, guest: String? = nil, runtime: String?, shared: String = "/tmp") -> [String] {
        let stem = "\(shared)/dmaroute-\(user)" + (guest.map { "-\($0)" } ?? "")
        let own = guest == nil ? runtime.map { ["\($0)/dmaroute"] } ?? [] : []
        return [stem] + own.filter { $0.hasPrefix("/") && $0.utf8.count <= SessionRoot.longestBase }
            + (1...9).map { "\(stem)-\($0)" }
    }

    /// A folder where sessions are or were kept, and who may pass through it besides its owner.
    struct Candidate {
        var path: String
        var guest: GuestUser?
    }

    /// All where a session of this user may have been killed: what the first usable one is changes with what others make
    /// and remove, with XDG_RUNTIME_DIR, and with whom root's guests run as.
    /// - Parameters:
    ///   - chosen: the one that is looked after already.
    ///   - guest: whom root's guests run as, or did.
    static func others(
        than chosen: String, user: uid_t = getuid(), guest: GuestUser? = GuestUser.usual,
        runtime: String? = ProcessInfo.processInfo.environment["XDG_RUNTIME_DIR"], shared: String = "/tmp"
    ) -> [Candidate] {
        let own = candidates(user: user, runtime: runtime, shared: shared).map { Candidate(path: $0, guest: nil) }
        let root = guest.map { guest in
            candidates(user: user, guest: guest.name, runtime: runtime, shared: shared)
                .map { Candidate(path: $0, guest: guest) }
        }
        return (own + (root ?? [])).filter { $0.path != chosen }
    }

    /// The first that nobody else has; where others have all, the first, which the session then refuses with the reason.
    static var usable: String {
        first(
            of: candidates(
                user: getuid(), guest: GuestUser.here?.name,
                runtime: ProcessInfo.processInfo.environment["XDG_RUNTIME_DIR"]))
    }

    /// For who has QEMU run by a daemon, as the calling user.
    static var ofDaemons: String { first(of: candidates(user: getuid(), runtime: nil), but: nil) }

    static func first(of candidates: [String], but guest: GuestUser? = GuestUser.here) -> String {
        candidates.first { isFree($0, but: guest) } ?? candidates.first ?? ""
    }

    /// Whether it is a folder of this user's alone, or could become one.
    private static func isFree(_ path: String, but guest: GuestUser?) -> Bool {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
            return errno == ENOENT && access(parent, W_OK | X_OK) == 0
        }
        return SessionRoot.isOwn(status, but: guest)
    }
}
