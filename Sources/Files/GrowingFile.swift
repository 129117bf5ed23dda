public import Foundation
import Synchronization

/// A file that grows piece by piece, each of them whole: where the disk is full the piece before stays the last.
public final class GrowingFile: Sendable {
    private let file: Descriptor
    private let length: Mutex<Int>
    /// Path of the file.
    public var path: String { file.path }

    /// A new file; what stood there under this name goes, a link too.
    public init(new path: String) throws(FileProblem) {
        unlink(path)
        guard let file = Descriptor.open(path, O_WRONLY | O_CREAT | O_EXCL, mode: 0o644) else {
            throw FileProblem("write", path, errno)
        }
        self.file = file
        length = Mutex(0)
    }

    /// Goes on behind the first `length` bytes of a regular file; what is behind them goes.
    public init(_ path: String, after length: Int) throws(FileProblem) {
        let file = try RegularFile.openForWriting(path)
        guard ftruncate(file.number, off_t(length)) == 0, lseek(file.number, 0, SEEK_END) >= 0 else {
            throw file.problem("write")
        }
        self.file = file
        self.length = Mutex(length)
    }

    /// Appends all of it, or nothing.
    public func append(_ piece: Data) throws(FileProblem) {
        try length.withLock { length throws(FileProblem) in
            let failure: FileProblem? = piece.withUnsafeBytes { bytes in
                do throws(FileProblem) {
                    try file.write(bytes)
                    return nil
                } catch {
                    return error
                }
            }
            guard let failure else { return length += piece.count }
            // A beginning of a piece would be read as a piece.
            if ftruncate(file.number, off_t(length)) == 0 { lseek(file.number, off_t(length), SEEK_SET) }
            throw failure
        }
    }

    /// Waits until all is on the disk, where the file system can tell.
    public func sync() { _ = fdatasync(file.number) }
}
