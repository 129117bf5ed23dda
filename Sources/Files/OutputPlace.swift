import Glibc

/// What stands at a path that a user named for output.
enum OutputPlace {
    /// A regular file, or none yet; whose the one that is there is, and what is allowed with it.
    case file(String, Rights?)
    /// What has no content that could be replaced: where it stands, and what the user called it.
    case stream(String, path: String)

    /// What a file keeps when its content is replaced.
    struct Rights {
        /// Without those by which it would run as its owner: what is in it now may be another's.
        var mode: mode_t
        var user: uid_t
        var group: gid_t

        init(_ status: stat) {
            mode = status.st_mode & 0o777
            user = status.st_uid
            group = status.st_gid
        }
    }

    /// Looks at it and opens nothing: a pipe is waited for until somebody reads from it.
    init(_ path: String) throws(FileProblem) {
        var current = path
        for _ in 0..<40 {
            var status = stat()
            guard lstat(current, &status) == 0 else {
                guard errno == ENOENT else { throw FileProblem("write", path, errno) }
                self = .file(current, nil)
                return
            }
            switch status.st_mode & S_IFMT {
            case S_IFREG:
                self = .file(current, Rights(status))
                return
            case S_IFDIR: throw FileProblem("write", path, EISDIR)
            case S_IFLNK where !Self.isOfProc(current): current = try Self.target(of: current, path)
            default:
                self = .stream(current, path: path)
                return
            }
        }
        throw FileProblem("write", path, ELOOP)
    }

    /// Folder and name of a path.
    static func parted(_ path: String) -> (folder: String, name: Substring) {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path[...]) }
        let folder = path[..<slash]
        return (folder.isEmpty ? "/" : String(folder), path[path.index(after: slash)...])
    }

    private static func target(of link: String, _ path: String) throws(FileProblem) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(link, &buffer, buffer.count)
        guard count > 0 else { throw FileProblem("write", path, errno) }
        let target = String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
        return target.utf8.first == UInt8(ascii: "/") ? target : "\(parted(link).folder)/\(target)"
    }

    /// A link of /proc names no path but what a process has open, as /dev/stdout does.
    private static func isOfProc(_ path: String) -> Bool {
        var link = stat()
        var proc = stat()
        return lstat(path, &link) == 0 && stat("/proc/self/stat", &proc) == 0 && link.st_dev == proc.st_dev
    }

    /// Opens a stream for writing.
    static func open(_ place: String, _ path: String) throws(FileProblem) -> Descriptor {
        // One of this process's own goes on where it is: opened anew it would begin at its start.
        let own = place.hasPrefix("/proc/self/fd/") ? Int32(place.dropFirst(14)).map { dup($0) } : nil
        if let own {
            guard own >= 0 else { throw FileProblem("write", path, errno) }
            _ = fcntl(own, F_SETFD, FD_CLOEXEC)
            return Descriptor(own, path)
        }
        guard let stream = Descriptor.open(place, O_WRONLY) else { throw FileProblem("write", path, errno) }
        return stream
    }
}
