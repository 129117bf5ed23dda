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
