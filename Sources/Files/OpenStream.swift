public import Foundation

/// A stream that this process was started with.
public enum OpenStream {
    /// Writes all of it, and waits for a reader that is slow.
    /// - Parameters:
    ///   - number: of its descriptor.
    ///   - name: for messages.
    public static func write(_ content: Data, to number: Int32, called name: String) throws(FileProblem) {
        try content.withBytes { bytes throws(FileProblem) in
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
    }
}
