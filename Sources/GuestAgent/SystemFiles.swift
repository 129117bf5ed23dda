import CGuest
import Glibc

/// Small files of proc, sysfs and tracefs.
enum SystemFiles {
    static func open(_ path: String, _ flags: Int32) throws(Problem) -> Int32 {
        let descriptor = guest_open(path, flags)
        guard descriptor >= 0 else { throw Problem("open \(path)", errno: descriptor) }
        return descriptor
    }

    static func write(_ text: String, to path: String, appending: Bool = false) throws(Problem) {
        let descriptor = try open(path, O_WRONLY | (appending ? O_APPEND : O_TRUNC))
        defer { close(descriptor) }
        guard Glibc.write(descriptor, text, text.utf8.count) == text.utf8.count else {
            throw Problem("write \(path)", errno: errno)
        }
    }

    /// Hands a file's content on in pieces of about `piece` bytes; such files say nothing of their size.
    static func read(_ path: String, piece: Int, each: ([UInt8]) throws(Problem) -> Void) throws(Problem) {
        let descriptor = try open(path, O_RDONLY)
        defer { close(descriptor) }
        var part: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count >= 0 else { throw Problem("read \(path)", errno: errno) }
            part.append(contentsOf: buffer[..<count])
            if count == 0 || part.count >= piece {
                if !part.isEmpty { try each(part) }
                part.removeAll(keepingCapacity: true)
            }
            if count == 0 { return }
        }
    }

    static func read(_ path: String) throws(Problem) -> [UInt8] {
        var all: [UInt8] = []
        try read(path, piece: 65536) { piece throws(Problem) in all += piece }
        return all
    }

    /// A file's text without its last newline; nil if it cannot be read.
    static func text(_ path: String) -> String? {
        guard var bytes = try? read(path) else { return nil }
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    /// Names in a folder, sorted; none if there is no such folder.
    static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { raw in
                String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Where a symbolic link points to; nil if it is none.
    static func target(of link: String) -> String? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = readlink(link, &buffer, buffer.count)
        return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
    }
}
