import Foundation
import Glibc
import Synchronization

/// Files that QEMU reads, where the user whom it runs as can reach them: a checkout or a cache may lie below a folder
/// that only root enters.
///
/// They lie in the session's folder and go with it. A hard link serves where one can be had; the file is only read.
final class Stage: Sendable {
    private let user: GuestUser?
    private let folder: String
    private let known = Mutex<[String: String]>([:])

    /// - Parameters:
    ///   - user: whom QEMU runs as; nil: this one, and every path is as good as it is.
    ///   - root: the session's folder.
    init(user: GuestUser?, root: String) {
        self.user = user
        folder = "\(root)/files"
    }

    /// A path of the same content.
    func path(_ path: String) throws(LabError) -> String {
        try staged(path) { place, name throws(LabError) in try Self.copy(path, to: "\(place)/\(name)") }
    }

    /// A path of the same program, with all that lies in its folder beside it.
    func program(_ path: String) throws(LabError) -> String {
        try staged(path) { place, _ throws(LabError) in
            let parent = (path as NSString).deletingLastPathComponent
            for name in FileManager.default.enumerator(atPath: parent)?.compactMap({ $0 as? String }) ?? [] {
                try Self.copyEntry("\(parent)/\(name)", to: "\(place)/\(name)")
            }
        }
    }

    /// Where the file lies, or a place of its own that is filled once a session.
    private func staged(
        _ path: String, fill: (_ place: String, _ name: String) throws(LabError) -> Void
    ) throws(LabError) -> String {
        guard let user, !user.reaches(path) else { return path }
        return try known.withLock { known throws(LabError) in
            if let found = known[path] { return found }
            let place = "\(folder)/\(known.count)"
            let name = (path as NSString).lastPathComponent
            try make(place)
            try fill(place, name)
            known[path] = "\(place)/\(name)"
            return "\(place)/\(name)"
        }
    }

    private func make(_ place: String) throws(LabError) {
        for path in [folder, place] where mkdir(path, 0o755) != 0 && errno != EEXIST {
            throw SmallFile.failure("make", path)
        }
        // Under whatever mask this process runs.
        for path in [folder, place] { chmod(path, 0o755) }
    }

    private static func copyEntry(_ path: String, to copy: String) throws(LabError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw SmallFile.failure("look at", path) }
        switch status.st_mode & S_IFMT {
        case S_IFDIR:
            guard mkdir(copy, 0o755) == 0 else { throw SmallFile.failure("make", copy) }
            chmod(copy, 0o755)
        case S_IFLNK:
            guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path),
                symlink(target, copy) == 0
            else { throw SmallFile.failure("copy", path) }
        case S_IFREG: try self.copy(path, to: copy)
        default: return
        }
    }

    private static func copy(_ path: String, to copy: String) throws(LabError) {
        var status = stat()
        guard stat(path, &status) == 0 else { throw SmallFile.failure("read", path) }
        let isReadable = status.st_mode & 0o4 != 0
        if isReadable, link(path, copy) == 0 { return }
        do {
            try FileManager.default.copyItem(
                at: URL(fileURLWithPath: path).resolvingSymlinksInPath(), to: URL(fileURLWithPath: copy))
        } catch {
            throw LabError(
                .node, "cannot copy \(path) to where QEMU can read it, \(copy): \(error.localizedDescription)",
                hint: "is the disk full?")
        }
        chmod(copy, status.st_mode & 0o111 != 0 ? 0o755 : 0o644)
    }
}
