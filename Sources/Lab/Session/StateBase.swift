import Foundation
import Glibc

/// The folder below which the sessions of a user keep their state.
enum StateBase {
    /// In the order in which they are looked at, so that all sessions of a user come to the same: where others may make
    /// folders, one of theirs may stand under a name of ours.
    static func candidates(user: uid_t, runtime: String?, shared: String = "/tmp") -> [String] {
        let own = runtime.map { ["\($0)/dmaroute"] } ?? []
        return ["\(shared)/dmaroute-\(user)"]
            + own.filter { $0.hasPrefix("/") && $0.utf8.count <= SessionRoot.longestBase }
            + (1...9).map { "\(shared)/dmaroute-\(user)-\($0)" }
    }

    /// The first that nobody else has; where others have all, the first, which the session then refuses with the reason.
    static var usable: String {
        let all = candidates(user: getuid(), runtime: ProcessInfo.processInfo.environment["XDG_RUNTIME_DIR"])
        return first(of: all)
    }

    static func first(of candidates: [String]) -> String { candidates.first(where: isFree) ?? candidates.first ?? "" }

    /// Whether it is a folder of this user's alone, or could become one.
    private static func isFree(_ path: String) -> Bool {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
            return errno == ENOENT && access(parent, W_OK | X_OK) == 0
        }
        return status.st_mode & S_IFMT == S_IFDIR && status.st_uid == getuid() && status.st_mode & 0o077 == 0
    }
}
