public import Foundation

/// Reads regular files alone: a pipe in the place of one would be waited for without end, and a device has none.
public enum RegularFile {
    /// The whole of a file.
    /// - Parameter limit: bytes that it may have.
    /// - Throws: ``FileProblem`` where there is none, it is none, or it is larger.
    public static func read(_ path: String, limit: Int) throws(FileProblem) -> Data {
        let file = try open(path)
        guard file.status.st_size <= limit else {
            throw FileProblem("\(path) has \(file.status.st_size) bytes, more than the \(limit) that are read of it")
        }
        return try beginning(of: file, limit: limit)
    }

    /// A file's first bytes, and whether it goes on behind them.
    public static func beginning(_ path: String, limit: Int) throws(FileProblem) -> (bytes: Data, isCut: Bool) {
        let file = try open(path)
        let bytes = try beginning(of: file, limit: limit)
        var next: UInt8 = 0
        return (bytes, bytes.count == limit && Glibc.read(file.number, &next, 1) == 1)
    }

    /// Writes over the beginning of a file that others have open.
    public static func overwrite(_ path: String, with content: Data) throws(FileProblem) {
        let file = try openForWriting(path)
        try content.withBytes { bytes throws(FileProblem) in try file.write(bytes) }
    }

    static func openForWriting(_ path: String) throws(FileProblem) -> Descriptor {
        let file = Descriptor.open(path, O_WRONLY | O_NONBLOCK | O_NOFOLLOW)
        // A pipe that nobody reads from.
        if file == nil, errno != ENXIO { throw FileProblem("write", path, errno) }
        guard let file, file.isRegular else { throw FileProblem("\(path) is no regular file", hint: "name a file") }
        return file
    }

    static func open(_ path: String, in folder: Descriptor? = nil) throws(FileProblem) -> Descriptor {
        let flags = O_RDONLY | O_NONBLOCK | (folder == nil ? 0 : O_NOFOLLOW)
        guard let file = Descriptor.open(path, in: folder, flags) else {
            throw FileProblem("read", folder.map { "\($0.path)/\(path)" } ?? path, errno)
        }
        guard file.isRegular else { throw FileProblem("\(file.path) is no regular file", hint: "name a file") }
        return file
    }

    private static func beginning(of file: Descriptor, limit: Int) throws(FileProblem) -> Data {
        let size = min(Int(clamping: file.status.st_size), limit)
        // One byte more tells the end of what /proc holds, whose files have no size.
        var bytes = Data(count: min(max(size + 1, 4096), limit))
        var count = 0
        while count < limit {
            if count == bytes.count { bytes.count = min(limit, 2 * count) }
            let got = try read(file, into: &bytes, at: count)
            guard got > 0 else { break }
            count += got
        }
        return bytes.prefix(count)
    }

    private static func read(_ file: Descriptor, into bytes: inout Data, at offset: Int) throws(FileProblem) -> Int {
        let result: Result<Int, FileProblem> = bytes.withUnsafeMutableBytes { buffer in
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[offset...])
            do throws(FileProblem) { return .success(try file.read(into: rest)) } catch { return .failure(error) }
        }
        return try result.get()
    }
}
