import Glibc

/// Small files of proc, sysfs and tracefs.
extension SystemCalls {
    func open(_ path: String, _ flags: Int32) throws(Problem) -> Int32 {
        let descriptor = openFile(path, flags)
        guard descriptor >= 0 else { throw Problem("open \(path)", errno: descriptor) }
        return descriptor
    }

    func write(_ text: String, to path: String, appending: Bool = false) throws(Problem) {
        let descriptor = try open(path, O_WRONLY | (appending ? O_APPEND : O_TRUNC))
        defer { closeFile(descriptor) }
        let bytes = Array(text.utf8)
        let count = bytes.withUnsafeBytes { writeFile(descriptor, $0) }
        guard count == bytes.count else { throw Problem("write \(path)", errno: count < 0 ? Int32(count) : EIO) }
    }

    /// Hands a file's content on in pieces of about `piece` bytes; such files say nothing of their size.
    func read(_ path: String, piece: Int, each: ([UInt8]) throws(Problem) -> Void) throws(Problem) {
        let descriptor = try open(path, O_RDONLY)
        defer { closeFile(descriptor) }
        var part: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = buffer.withUnsafeMutableBytes { readFile(descriptor, into: $0) }
            guard count >= 0 else { throw Problem("read \(path)", errno: Int32(count)) }
            part.append(contentsOf: buffer[..<count])
            if count == 0 || part.count >= piece {
                if !part.isEmpty { try each(part) }
                part.removeAll(keepingCapacity: true)
            }
            if count == 0 { return }
        }
    }

    func read(_ path: String) throws(Problem) -> [UInt8] {
        var all: [UInt8] = []
        try read(path, piece: 65536) { piece throws(Problem) in all += piece }
        return all
    }

    /// A file's text without its last newline; nil if it cannot be read.
    func text(_ path: String) -> String? {
        guard var bytes = try? read(path) else { return nil }
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
