import Glibc

/// An open file of the kernel's, closed with its last user.
final class Descriptor: Sendable {
    let number: Int32
    let path: String

    init(_ number: Int32, _ path: String) {
        self.number = number
        self.path = path
    }

    deinit { close(number) }

    /// - Parameter folder: where a relative path begins; nil: the working folder.
    static func open(_ path: String, in folder: Descriptor? = nil, _ flags: Int32, mode: mode_t = 0) -> Descriptor? {
        let number = openat(folder?.number ?? AT_FDCWD, path, flags | O_CLOEXEC | O_NOCTTY, mode)
        guard number >= 0 else { return nil }
        return Descriptor(number, folder.map { "\($0.path)/\(path)" } ?? path)
    }

    var status: stat {
        var status = stat()
        fstat(number, &status)
        return status
    }

    var isRegular: Bool { status.st_mode & S_IFMT == S_IFREG }

    func problem(_ action: String) -> FileProblem { FileProblem(action, path, errno) }

    /// Writes all of it, or throws with a part of it written.
    func write(_ bytes: UnsafeRawBufferPointer) throws(FileProblem) { try Self.write(bytes, to: number, called: path) }

    /// Writes all of it to whatever is open, and waits for a reader that is slow; or throws with a part of it written.
    /// - Parameter name: for messages.
    static func write(_ bytes: UnsafeRawBufferPointer, to number: Int32, called name: String) throws(FileProblem) {
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(number, rest.baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN {
                var wanted = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
                poll(&wanted, 1, -1)
                continue
            }
            guard count > 0 else { throw FileProblem("write", name, errno) }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        }
    }

    /// At most as many bytes as the buffer holds; 0 at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileProblem) -> Int {
        while true {
            let count = Glibc.read(number, buffer.baseAddress, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw problem("read") }
            return count
        }
    }
}
