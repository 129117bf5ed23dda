import Files
import Foundation

/// The folder of one run with nodes for what comes and goes, held by a lock on itself: a later run knows by it that one was
/// killed, and removes what that one left.
public final class NodeScratch: Sendable {
    /// Path of the folder, which nobody else can enter.
    public let path: String
    private let lock: RunLock

    private static let prefix = "dmaroute-nodes-"

    /// Where such folders lie: below TMPDIR.
    public static var parent: String { FileManager.default.temporaryDirectory.path }

    /// Makes one, after removing those of dead runs.
    /// - Throws: `RunnerError` where none can be made.
    public init(below parent: String = parent) throws {
        Self.removeDead(below: parent)
        for _ in 0..<100 {
            let path = "\(parent)/\(Self.prefix)\(String(UInt64.random(in: .min ... .max), radix: 16))"
            guard mkdir(path, 0o700) == 0 else {
                if errno == EEXIST { continue }
                throw RunnerError(
                    FileProblem("make", path, errno).message, hint: "set TMPDIR to a folder that you may write to")
            }
            // Between its making and this another run may have taken it for a dead one's, and removed it.
            guard let lock = RunLock(path), Self.isOwn(path) else { continue }
            self.path = path
            self.lock = lock
            return
        }
        throw RunnerError("\(parent) takes no folder of this run's", hint: "set TMPDIR to another folder")
    }

    /// Removes the folder with all that lies in it.
    public func remove() { try? FileManager.default.removeItem(atPath: path) }

    /// Removes those that no process holds, of this user alone.
    /// - Returns: their paths.
    @discardableResult public static func removeDead(below parent: String = parent) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
        return names.filter { $0.hasPrefix(prefix) }.sorted().compactMap { name in
            let path = "\(parent)/\(name)"
            guard isOwn(path), let lock = RunLock(path) else { return nil }
            defer { withExtendedLifetime(lock) {} }
            return (try? FileManager.default.removeItem(atPath: path)).map { path }
        }
    }

    /// Whether it is a folder of this user's, and no link to one.
    private static func isOwn(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR && status.st_uid == getuid()
    }
}
