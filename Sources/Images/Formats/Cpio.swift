/// What a guest finds at its start: files, folders and devices of an initramfs.
struct CpioEntry: Equatable, Sendable {
    enum Kind: Equatable, Sendable {
        case folder
        case file([UInt8], executable: Bool)
        case characterDevice(major: UInt32, minor: UInt32)
    }

    /// Without a leading slash.
    let path: String
    let kind: Kind
}

/// Writes the archive format that the kernel unpacks by itself, "newc" (Linux,
/// Documentation/driver-api/early-userspace/buffer-format.rst). The same entries always give the same bytes: they are
/// sorted, owned by root, and all from the second 0 of 1970.
enum CpioWriter {
    static func archive(_ entries: [CpioEntry]) throws(ImageError) -> [UInt8] {
        var bytes: [UInt8] = []
        var number: UInt32 = 1
        var last: String?
        // By bytes, so that a folder stands before what is in it.
        for entry in entries.sorted(by: { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }) {
            guard entry.path != last else { throw ImageError(.content, "\(entry.path) stands twice in an initramfs") }
            last = entry.path
            try append(entry, number, to: &bytes)
            number += 1
        }
        try append(Header(number: 0, mode: 0, links: 1), "TRAILER!!!", [], to: &bytes)
        return bytes
    }

    private struct Header {
        let number: UInt32
        let mode: UInt32
        let links: UInt32
        var major: UInt32 = 0
        var minor: UInt32 = 0
    }

    private static func append(_ entry: CpioEntry, _ number: UInt32, to bytes: inout [UInt8]) throws(ImageError) {
        guard !entry.path.isEmpty, !entry.path.hasPrefix("/"), !entry.path.utf8.contains(0) else {
            throw ImageError(.content, "\"\(entry.path)\" cannot be a path in an initramfs")
        }
        switch entry.kind {
        case .folder:
            try append(Header(number: number, mode: 0o040755, links: 2), entry.path, [], to: &bytes)
        case .file(let content, let executable):
            let mode: UInt32 = executable ? 0o100755 : 0o100644
            try append(Header(number: number, mode: mode, links: 1), entry.path, content, to: &bytes)
        case .characterDevice(let major, let minor):
            let header = Header(number: number, mode: 0o020600, links: 1, major: major, minor: minor)
            try append(header, entry.path, [], to: &bytes)
        }
    }

    private static func append(
        _ header: Header, _ name: String, _ content: [UInt8], to bytes: inout [UInt8]
    ) throws(ImageError) {
        guard let size = UInt32(exactly: content.count) else {
            throw ImageError(.content, "\(name) is too large for an initramfs (4 GiB and more)")
        }
        bytes += Array("070701".utf8)
        let fields: [UInt32] = [
            header.number, header.mode, 0, 0, header.links, 0, size, 0, 0, header.major, header.minor,
            UInt32(name.utf8.count) + 1, 0,
        ]
        for field in fields {
            let digits = String(field, radix: 16, uppercase: true)
            bytes += Array((String(repeating: "0", count: 8 - digits.count) + digits).utf8)
        }
        bytes += Array(name.utf8) + [0]
        pad(&bytes)
        bytes += content
        pad(&bytes)
    }

    private static func pad(_ bytes: inout [UInt8]) {
        bytes += [UInt8](repeating: 0, count: (4 - bytes.count % 4) % 4)
    }
}
