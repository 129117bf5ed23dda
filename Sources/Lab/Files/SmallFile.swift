import Files
import Foundation
import Glibc

/// Files read and written whole, with the reason of a failure.
enum SmallFile {
    /// At most `limit` bytes from `offset`; nil when it cannot be opened.
    static func read(_ path: String, limit: Int, from offset: Int64 = 0) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: min(limit, 64 << 10))
        while bytes.count < limit {
            let wanted = min(buffer.count, limit - bytes.count)
            let count = pread(file, &buffer, wanted, off_t(offset) + off_t(bytes.count))
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { break }
            bytes += buffer.prefix(count)
        }
        return bytes
    }

    static func write(_ text: String, to path: String) throws(LabError) {
        try write(Array(text.utf8), to: path)
    }

    static func write(_ bytes: [UInt8], to path: String, mode: mode_t = 0o644) throws(LabError) {
        do throws(FileProblem) {
            try WholeFile.put(Data(bytes), at: path, mode: mode)
        } catch {
            throw LabError(error.isOfTheDisk ? .disk : .node, error.message, hint: error.hint)
        }
    }

    static func size(_ path: String) -> UInt64? {
        var status = Glibc.stat()
        guard stat(path, &status) == 0, status.st_size >= 0 else { return nil }
        return UInt64(status.st_size)
    }

    static func failure(_ verb: String, _ path: String, hint: String? = nil) -> LabError {
        LabError(.node, "cannot \(verb) \(path): \(String(cString: strerror(errno)))", hint: hint)
    }
}
