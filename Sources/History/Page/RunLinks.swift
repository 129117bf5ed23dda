import Foundation

/// Where the page of a run lies: `report.html` in the run's folder.
struct RunLinks {
    /// Folder of the history's file, which the page of the nights lies in as well.
    private let base: String

    /// - Parameter history: path of the history's file.
    init(from history: String) {
        base = URL(fileURLWithPath: history).standardizedFileURL.deletingLastPathComponent().path
    }

    /// Relative where the run lies below the history's folder, so that both may be moved or served together.
    func page(of folder: String) -> String {
        let prefix = base.hasSuffix("/") ? base : base + "/"
        let path = folder + "/report.html"
        guard path.hasPrefix(prefix) else { return "file://" + Self.encoded(path) }
        return "./" + Self.encoded(String(path.dropFirst(prefix.count)))
    }

    /// A path in which nothing means anything to an address but its slashes.
    private static func encoded(_ path: String) -> String {
        path.utf8.map(encoded).joined()
    }

    private static func encoded(_ byte: UInt8) -> String {
        let isLetter = byte & 0x40 != 0 && (0x61...0x7a).contains(byte | 0x20)
        if isLetter || (0x30...0x39).contains(byte) || "/-._~".utf8.contains(byte) {
            return String(UnicodeScalar(byte))
        }
        let digits = String(byte, radix: 16, uppercase: true)
        return byte < 16 ? "%0\(digits)" : "%\(digits)"
    }
}
