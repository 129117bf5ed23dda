/// Where the compressed kernel lies in an x86 bzImage (Linux, Documentation/arch/x86/boot.rst).
struct BootImage: Equatable {
    /// Offset of the payload in the file, in bytes.
    let payloadOffset: Int
    /// Length of the payload with what follows its compressed data, in bytes.
    let payloadLength: Int
    let compression: Compression
    /// How many bytes it decompresses to: the last four bytes of the payload, little-endian.
    let unpackedSize: Int

    enum Compression: String, CaseIterable {
        case gzip, xz, zstd, lz4

        /// Programs and arguments that decompress from input to output.
        var command: (name: String, arguments: [String]) {
            switch self {
            case .gzip: ("gzip", ["-dc"])
            case .xz: ("xz", ["-dc", "--single-stream"])
            case .zstd: ("zstd", ["-dcq"])
            case .lz4: ("lz4", ["-dcq"])
            }
        }

        /// gzip's own trailer is the size; the kernel's build appends it to the others, where it is no part of the
        /// compressed data (scripts/Makefile.lib, size_append).
        var hasSizeAppended: Bool { self != .gzip }

        init?(magic: ArraySlice<UInt8>) {
            switch true {
            case magic.starts(with: [0x1f, 0x8b]): self = .gzip
            case magic.starts(with: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]): self = .xz
            case magic.starts(with: [0x28, 0xb5, 0x2f, 0xfd]): self = .zstd
            case magic.starts(with: [0x02, 0x21, 0x4c, 0x18]): self = .lz4
            default: return nil
            }
        }
    }

    /// No kernel of Debian's unpacks to a quarter of this.
    static let largestKernel = 512 << 20

    /// The bytes of the payload that are compressed data.
    var compressedLength: Int { payloadLength - (compression.hasSizeAppended ? 4 : 0) }

    /// Reads the header.
    ///
    /// - Parameter bytes: the whole file.
    /// - Throws: ``ImageError`` that says what is wrong with it.
    init(bytes: [UInt8]) throws(ImageError) {
        let reader = ImageBytes(bytes)
        guard reader.slice(at: 0x202, count: 4).map({ Array($0) == Array("HdrS".utf8) }) == true else {
            throw ImageError(.content, "no bzImage: the mark \"HdrS\" is not at 0x202 (\(bytes.count) bytes)")
        }
        guard let version = reader.half(at: 0x206), version >= 0x208 else {
            throw ImageError(
                .content, "the bzImage's boot protocol is older than 2.08, so it does not say where its kernel is")
        }
        guard let sectors = reader.byte(at: 0x1f1), let offset = reader.word(at: 0x248),
            let length = reader.word(at: 0x24c)
        else { throw ImageError(.content, "the bzImage ends within its header (\(bytes.count) bytes)") }
        // Four sectors when the field is 0 (boot.rst, setup_sects). 32-bit fields cannot overflow a 64-bit sum.
        let start = (UInt64(sectors == 0 ? 4 : sectors) + 1) * 512 + UInt64(offset)
        guard let payload = reader.slice(at: start, count: UInt64(length)), length > 16 else {
            throw ImageError(
                .content, "the bzImage's kernel would be bytes \(start) to \(start + UInt64(length)) of \(bytes.count)")
        }
        guard let compression = Compression(magic: payload) else {
            let magic = payload.prefix(4).map { String($0, radix: 16) }.joined(separator: " ")
            throw ImageError(.content, "the bzImage's kernel is compressed in an unknown way (it begins with \(magic))")
        }
        let size = ImageBytes(payload.suffix(4)).word(at: 0) ?? 0
        guard size > 0, Int(size) <= Self.largestKernel else {
            throw ImageError(.content, "the bzImage's kernel would unpack to \(size) bytes, which no kernel does")
        }
        payloadOffset = Int(start)
        payloadLength = Int(length)
        self.compression = compression
        unpackedSize = Int(size)
    }
}

extension BootImage {
    /// What the kernel says of itself in the header (boot.rst, kernel_version): release, builder and build.
    static func version(of bytes: [UInt8]) -> String? {
        let reader = ImageBytes(bytes)
        guard let offset = reader.half(at: 0x20e), offset != 0 else { return nil }
        // Counted from 0x200; some 80 bytes long in all that were seen.
        let start = 0x200 + Int(offset)
        guard start < bytes.count else { return nil }
        let text = bytes[start...].prefix(256).prefix { $0 != 0 }
        guard !text.isEmpty, text.allSatisfy({ 0x20...0x7e ~= $0 }) else { return nil }
        return String(decoding: text, as: UTF8.self)
    }
}
