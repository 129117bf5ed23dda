public import Foundation

/// Writes files whole or not at all: a reader sees the old content or the new, and a full disk leaves the old.
public enum WholeFile {
    /// Writes to a path that a user named.
    ///
    /// A regular file is replaced, at the end of a link too, which stays, and belongs to whom it belonged as far as this
    /// user may say so. What is none, as a device or a pipe, is written in place.
    /// - Throws: ``FileProblem`` with the path and the reason.
    public static func write(_ content: Data, to path: String) throws(FileProblem) {
        switch try OutputPlace(path) {
        case .file(let path, let rights):
            try put(content, at: path, mode: rights?.mode, owner: rights.map { ($0.user, $0.group) }, isDurable: true)
        case .stream(let place, let path):
            let stream = try OutputPlace.open(place, path)
            try content.withBytes { bytes throws(FileProblem) in try stream.write(bytes) }
        }
    }

    /// Puts a file into a folder of dmaroute's own; what stood there under this name goes, a link too.
    /// - Parameters:
    ///   - mode: rights of the file, of which the process's mask takes some.
    ///   - isDurable: whether to wait until the disk has it.
    public static func put(
        _ content: Data, at path: String, mode: mode_t? = nil, isDurable: Bool = false
    ) throws(FileProblem) {
        try put(content, at: path, mode: mode, owner: nil, isDurable: isDurable)
    }

    private static func put(
        _ content: Data, at path: String, mode: mode_t?, owner: (user: uid_t, group: gid_t)?, isDurable: Bool
    ) throws(FileProblem) {
        let (folder, name) = OutputPlace.parted(path)
        // Under the process's mask, unlike mkstemp's; a name that is taken is tried again.
        for _ in 0..<100 {
            let scratch = "\(folder)/\(scratchName(of: name))"
            guard let file = Descriptor.open(scratch, O_WRONLY | O_CREAT | O_EXCL, mode: mode ?? 0o666) else {
                if errno == EEXIST { continue }
                throw FileProblem("write", path, errno)
            }
            do throws(FileProblem) {
                try content.withBytes { bytes throws(FileProblem) in try file.write(bytes) }
                // Whoever may not give it away keeps it. Before the rights, which are the new owner's.
                if let owner { _ = fchown(file.number, owner.user, owner.group) }
                if let mode, fchmod(file.number, mode) != 0 { throw FileProblem("write", path, errno) }
                if isDurable, fsync(file.number) != 0 { throw FileProblem("write", path, errno) }
                guard rename(scratch, path) == 0 else { throw FileProblem("write", path, errno) }
            } catch {
                unlink(scratch)
                throw error.number == 0 ? error : FileProblem("write", path, error.number)
            }
            return
        }
        throw FileProblem("write", path, EEXIST)
    }

    /// A name beside a file's own, no longer than a name may be.
    static func scratchName(of name: some StringProtocol) -> String {
        // Bytes count, and a letter may have any number of them.
        let beginning = String(decoding: name.utf8.prefix(200), as: UTF8.self)
        return ".\(beginning).\(String(UInt32.random(in: 0...UInt32.max), radix: 36))"
    }
}

extension Data {
    func withBytes(_ body: (UnsafeRawBufferPointer) throws(FileProblem) -> Void) throws(FileProblem) {
        let result: Result<Void, FileProblem> = withUnsafeBytes { bytes in
            do throws(FileProblem) { return .success(try body(bytes)) } catch { return .failure(error) }
        }
        try result.get()
    }
}
