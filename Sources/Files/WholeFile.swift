public import Foundation

/// Writes files whole or not at all: a reader sees the old content or the new, and a full disk leaves the old.
public enum WholeFile {
    /// Writes to a path that a user named.
    ///
    /// A regular file is replaced, at the end of a link too, which stays. What is none, as a device or a pipe, is
    /// written in place.
    /// - Throws: ``FileProblem`` with the path and the reason.
    public static func write(_ content: Data, to path: String) throws(FileProblem) {
        switch try OutputPlace(path) {
        case .file(let path, let mode): try put(content, at: path, mode: mode, isDurable: true)
        case .stream(let stream): try content.withBytes { bytes throws(FileProblem) in try stream.write(bytes) }
        }
    }

    /// Puts a file into a folder of dmaroute's own; what stood there under this name goes, a link too.
    /// - Parameters:
    ///   - mode: rights of the file, of which the process's mask takes some.
    ///   - isDurable: whether to wait until the disk has it.
    public static func put(
        _ content: Data, at path: String, mode: mode_t? = nil, isDurable: Bool = false
    ) throws(FileProblem) {
        let (folder, name) = OutputPlace.parted(path)
        // Under the process's mask, unlike mkstemp's; a name that is taken is tried again.
        for _ in 0..<100 {
            let scratch = "\(folder)/.\(name.prefix(200)).\(String(UInt32.random(in: 0...UInt32.max), radix: 36))"
            guard let file = Descriptor.open(scratch, O_WRONLY | O_CREAT | O_EXCL, mode: mode ?? 0o666) else {
                if errno == EEXIST { continue }
                throw FileProblem("write", path, errno)
            }
            do throws(FileProblem) {
                try content.withBytes { bytes throws(FileProblem) in try file.write(bytes) }
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
}

extension Data {
    func withBytes(_ body: (UnsafeRawBufferPointer) throws(FileProblem) -> Void) throws(FileProblem) {
        let result: Result<Void, FileProblem> = withUnsafeBytes { bytes in
            do throws(FileProblem) { return .success(try body(bytes)) } catch { return .failure(error) }
        }
        try result.get()
    }
}
