import Glibc

/// A regular file, read here and there.
public final class InputFile: Sendable {
    private let file: Descriptor
    /// Bytes of it when it was opened.
    public let size: Int

    public init(_ path: String) throws(FileProblem) {
        file = try RegularFile.open(path)
        size = Int(file.status.st_size)
    }

    /// As many bytes from there, fewer where the file ends.
    public func bytes(at offset: Int, count: Int) throws(FileProblem) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let result: Result<Int, FileProblem> = bytes.withUnsafeMutableBytes { buffer in
                let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
                do throws(FileProblem) { return .success(try read(at: offset + filled, into: rest)) } catch {
                    return .failure(error)
                }
            }
            let got = try result.get()
            guard got > 0 else { break }
            filled += got
        }
        return Array(bytes.prefix(filled))
    }

    /// At most as many bytes as the buffer holds; 0 at the end.
    public func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(FileProblem) -> Int {
        while true {
            let count = pread(file.number, buffer.baseAddress, buffer.count, off_t(offset))
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw file.problem("read") }
            return count
        }
    }
}
