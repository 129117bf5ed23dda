import Glibc
import Printing

/// The guest's serial console as QEMU writes it to a file.
struct SerialConsole: Sendable {
    let path: String
    private var read: UInt64 = 0
    /// The last bytes of the piece read before, in which a word may have begun.
    private var carry: [UInt8] = []

    init(path: String) { self.path = path }

    var size: UInt64 { SmallFile.size(path) ?? 0 }

    /// What of a panic stands in the bytes written since the last look.
    mutating func look() -> (panic: Bool, complete: Bool) {
        guard let bytes = SmallFile.read(path, limit: 1 << 20, from: Int64(clamping: read)), !bytes.isEmpty else {
            return (false, false)
        }
        read += UInt64(bytes.count)
        let text = carry + bytes
        carry = Array(text.suffix(64))
        return (Self.contains(text, Self.panic), Self.contains(text, Self.panicEnd))
    }

    /// The last lines, at most `lines` and 8 KiB, with everything that a terminal could obey made visible.
    func tail(lines: Int = 25) -> String {
        let size = size
        let from = size > 8192 ? size - 8192 : 0
        let bytes = SmallFile.read(path, limit: 8192, from: Int64(clamping: from)) ?? []
        var text = ""
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            switch scalar {
            case "\n", "\t": text.unicodeScalars.append(scalar)
            case "\r": continue
            default: text.unicodeScalars.append(Printable.printable(scalar))
            }
        }
        return text.split(separator: "\n").suffix(lines).map { Printable.uncommanded(String($0.prefix(400))) }
            .joined(separator: "\n")
    }

    /// kernel/panic.c, vpanic()
    private static let panic = Array("Kernel panic - not syncing".utf8)
    private static let panicEnd = Array("---[ end Kernel panic".utf8)

    private static func contains(_ text: [UInt8], _ word: [UInt8]) -> Bool {
        guard let first = word.first, text.count >= word.count else { return false }
        var from = text.startIndex
        while let start = text[from...].firstIndex(of: first) {
            if text[start...].starts(with: word) { return true }
            from = start + 1
        }
        return false
    }
}
