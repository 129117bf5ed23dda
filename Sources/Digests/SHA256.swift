import CCrypto

/// A running SHA-256, computed by the system's libcrypto.
///
/// A value of this type is used once, by one owner: update it as often as needed, then finish it.
public struct SHA256: ~Copyable {
    private let context: OpaquePointer

    public init() {
        // libcrypto refuses SHA-256 only when memory is exhausted or its installation is broken. No caller could go
        // on without digests, and a wrong digest would be worse than an end, so this is the one place that stops.
        guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
            preconditionFailure("libcrypto cannot compute SHA-256: reinstall the Debian package libssl3")
        }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Takes in more bytes.
    public mutating func update(_ data: some Sequence<UInt8>) {
        let whole: Void? = data.withContiguousStorageIfAvailable { update(UnsafeRawBufferPointer($0)) }
        if whole == nil { Array(data).withUnsafeBytes { update($0) } }
    }

    /// Takes in more bytes, in place.
    public mutating func update(_ data: UnsafeRawBufferPointer) {
        guard let start = data.baseAddress else { return }
        let done = EVP_DigestUpdate(context, start, data.count)
        precondition(done == 1, "libcrypto stopped in the middle of a SHA-256")  // Cannot fail once begun.
    }

    /// The digest of everything taken in.
    public consuming func finish() -> Digest {
        var bytes = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        let done = EVP_DigestFinal_ex(context, &bytes, &count)
        precondition(done == 1, "libcrypto stopped at the end of a SHA-256")  // Cannot fail once begun.
        return Digest(rawBytes: Array(bytes.prefix(Int(count))))
    }
}
