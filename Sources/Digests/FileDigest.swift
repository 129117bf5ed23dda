import Glibc

/// Why a file could not be read for its digest.
public struct DigestError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file.
    public let path: String
    /// The system's reason, for example "No such file or directory".
    public let reason: String

    public var description: String { "\(path): cannot be read for its SHA-256: \(reason)" }
}

extension Digest {
    /// The digest of a file's content, read in pieces of 1 MiB.
    ///
    /// - Throws: ``DigestError`` if the file cannot be opened or read to its end.
    public init(ofFile path: String) throws(DigestError) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw DigestError(path: path, reason: Self.systemReason()) }
        defer { close(file) }
        var hasher = SHA256()
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = buffer.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
            if count > 0 {
                buffer.withUnsafeBytes { hasher.update(UnsafeRawBufferPointer(rebasing: $0.prefix(count))) }
            } else if count == 0 {
                break
            } else if errno != EINTR {
                throw DigestError(path: path, reason: Self.systemReason())
            }
        }
        self = hasher.finish()
    }

    private static func systemReason() -> String { String(cString: strerror(errno)) }
}
