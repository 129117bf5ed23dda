/// What somebody pasted, cut into lines and freed of what mail programs, loggers, terminals and web pages put around them.
public struct Pasted: Sendable {
    /// One line of a file; lines count from 1.
    struct Line: Sendable {
        var file: Int
        var number: Int
        var text: ReportText
        /// Whether a log's time stood before it, so that it begins a message.
        var stamped: Bool
    }

    /// Bytes of all files together that are read; the rest is left.
    public static let most = 4 << 20
    /// Bytes of a line that are read: a kernel's command line has 2,048 at most.
    static let longestLine = 8192

    /// Names of the files, as they are shown.
    public let files: [String]
    let lines: [Line]
    /// Whether something was left unread.
    public let cut: Bool

    /// - Parameter files: Each file's name and bytes; any bytes.
    public init(_ files: [(name: String, bytes: [UInt8])], cut: Bool = false) {
        self.files = files.map(\.name)
        var lines: [Line] = []
        var left = Self.most
        var cut = cut
        for (number, file) in files.enumerated() {
            let bytes = file.bytes.prefix(left)
            if bytes.count < file.bytes.count { cut = true }
            left -= bytes.count
            lines += Self.lines(of: bytes, file: number)
        }
        self.lines = lines
        self.cut = cut
    }

    private static func lines(of bytes: ArraySlice<UInt8>, file: Int) -> [Line] {
        var lines: [Line] = []
        var start = bytes.startIndex
        var number = 1
        let soft = isQuotedPrintable(bytes.prefix(1 << 16))
        while start < bytes.endIndex {
            var end = bytes[start...].firstIndex { $0 == 10 } ?? bytes.endIndex
            var raw = bytes[start..<end].prefix(longestLine)
            let first = number
            number += 1
            while soft, let joint = softBreak(raw), end < bytes.endIndex, raw.count < longestLine {
                let begin = end + 1
                end = bytes[begin...].firstIndex { $0 == 10 } ?? bytes.endIndex
                raw = raw[..<joint] + bytes[begin..<end].prefix(longestLine)
                number += 1
            }
            for part in Cleaning.parts(raw, quotedPrintable: soft) {
                let (text, stamped) = Prefixes.strip(part)
                if !text.isEmpty { lines.append(Line(file: file, number: first, text: text, stamped: stamped)) }
            }
            start = end == bytes.endIndex ? end : end + 1
        }
        return lines
    }

    /// Where a quoted-printable line says that it goes on in the next.
    private static func softBreak(_ raw: ArraySlice<UInt8>) -> Int? {
        guard let last = raw.lastIndex(where: { $0 != 13 && $0 != 32 }), raw[last] == UInt8(ascii: "=") else {
            return nil
        }
        return last
    }

    private static func isQuotedPrintable(_ bytes: ArraySlice<UInt8>) -> Bool {
        let text = ReportText(bytes.map { Cleaning.small($0) })
        return text.has("quoted-printable") || text.has("=3d")
    }
}
