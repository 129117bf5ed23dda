import Foundation

/// One section of a 64-bit little-endian ELF file, found without looking at the rest of it.
enum ELFSection {
    /// Names of sections take some hundred bytes.
    private static let namesLimit: UInt64 = 1 << 20

    /// The section's bytes; nil where there is none of this name, or it is larger than `limit`.
    static func bytes(_ name: String, of file: Data, limit: UInt64) -> [UInt8]? {
        guard let head = piece(of: file, at: 0, count: 64).map(ImageBytes.init),
            head.slice(at: 0, count: 6).map(Array.init) == [0x7f, 0x45, 0x4c, 0x46, 2, 1],
            let table = head.long(at: 40), let entry = head.half(at: 58).map(UInt64.init), entry >= 64,
            let count = head.half(at: 60).map(UInt64.init), let names = head.half(at: 62).map(UInt64.init),
            let headers = piece(of: file, at: table, count: entry * count).map(ImageBytes.init),
            let start = headers.long(at: names * entry + 24), let size = headers.long(at: names * entry + 32),
            size <= namesLimit, let texts = piece(of: file, at: start, count: size).map(ImageBytes.init)
        else { return nil }
        let wanted = Array(name.utf8) + [0]
        for header in (0..<count).map({ $0 * entry }) {
            guard let text = headers.word(at: header).map(UInt64.init),
                texts.slice(at: text, count: UInt64(wanted.count)).map(Array.init) == wanted
            else { continue }
            guard let start = headers.long(at: header + 24), let size = headers.long(at: header + 32), size <= limit
            else { return nil }
            return piece(of: file, at: start, count: size)
        }
        return nil
    }

    private static func piece(of file: Data, at offset: UInt64, count: UInt64) -> [UInt8]? {
        let (end, overflow) = offset.addingReportingOverflow(count)
        guard !overflow, end <= UInt64(file.count) else { return nil }
        return [UInt8](file[file.startIndex + Int(offset)..<file.startIndex + Int(end)])
    }
}
