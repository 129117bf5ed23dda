import Files
import Foundation
import Glibc

/// Files and folders of the cache, with errors that name them.
enum CacheFiles {
    static func makeFolder(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw ImageError(.file, "the folder \(path) cannot be made: \(error.localizedDescription)")
        }
    }

    static func write(_ text: String, to path: String) throws { try write(Data(text.utf8), to: path) }

    /// All of it or nothing: a reader sees the old content or the new.
    static func write(_ data: Data, to path: String) throws {
        do {
            try WholeFile.put(data, at: path, isDurable: true)
        } catch {
            throw ImageError(.file, error.message, hint: error.hint)
        }
    }

    /// A file's content if it has no more than `limit` bytes.
    static func read(_ path: String, limit: Int) throws -> Data {
        guard let size = FileStamp(of: path)?.size else { throw ImageError(.file, "there is no file \(path)") }
        guard size <= Int64(limit) else {
            throw ImageError(.content, "\(path) has \(size) bytes, more than the \(limit) that it can have")
        }
        do {
            return try Data(contentsOf: URL(filePath: path))
        } catch {
            throw ImageError(.file, "\(path) cannot be read: \(error.localizedDescription)")
        }
    }

    /// Puts a finished file or folder in its place in one step.
    static func move(_ source: String, to target: String) throws {
        guard rename(source, target) == 0 else {
            throw ImageError(.file, "\(source) cannot be moved to \(target): \(String(cString: strerror(errno)))")
        }
    }

    /// Without an error if it is not there.
    static func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }

    /// Paths of everything below a folder, relative to it.
    static func below(_ folder: String) -> [String] {
        FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    }

    static func isRegular(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }
}

/// What tells without reading it that a file is still the one that was hashed.
struct FileStamp: Codable, Hashable {
    let size: Int64
    /// Nanoseconds since 1970 of the last change of its content.
    let changed: Int64

    /// Nil if there is no regular file.
    init?(of path: String) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        size = Int64(status.st_size)
        changed = Int64(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_mtim.tv_nsec)
    }
}
