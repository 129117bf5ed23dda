/// What somebody pasted, cut into lines and freed of what mail programs, loggers, terminals and web pages put around them.
public struct Pasted: Sendable {
    /// One line of a file; lines count from 1.
    struct Line: Sendable {
        var file: Int
        var number: Int
        var text: ReportText
        /// Whether a log's time stood before it, so that it begins a message.
        var stamped: Bool
        /// Whether a part of it is in letters other than Latin ones.
        var isOtherScript = false
        /// How deep a mail quotes it.
        var depth = 0
        /// Whether a logger on Xen's first domain wrote it.
        var isOfDom0 = false
        /// Whether somebody other than the reporter speaks.
        var isOfOther = false
        /// Whether a patch says it, which proposes what it does.
        var isOfPatch = false
        /// Whether it says who speaks below it, and nothing else.
        var isHeader = false
    }

    /// Bytes of all files together that are read; of more the first and the last half of so many.
    public static let most = 64 << 20
    /// Bytes of a line that are read: a kernel's command line has 2,048 at most.
    static let longestLine = 8192

    /// Names of the files, as they are shown.
    public let files: [String]
    let lines: [Line]
    /// Whether something was left unread.
    public let cut: Bool

    /// A file as far as it was read: its head, and its tail where something between them was left out.
    public struct File: Sendable {
        public var name: String
        public var head: [UInt8]
        public var tail: [UInt8]
        /// Lines that were left out.
        public var skipped: Int

        public init(name: String, head: [UInt8], tail: [UInt8] = [], skipped: Int = 0) {
            self.name = name
            self.head = head
            self.tail = tail
            self.skipped = skipped
        }

        /// The first and the last half of what may be read: what fails stands at the end, and what the machine is at the
        /// beginning.
        fileprivate func cut(to most: Int) -> File {
            guard head.count + tail.count > most else { return self }
            let all = tail.isEmpty ? head : head + tail
            let first = all.prefix(most / 2)
            let last = all.suffix(most / 2)
            let between = all[first.endIndex..<last.startIndex].count { $0 == 10 }
            return File(name: name, head: Array(first), tail: Array(last), skipped: skipped + between)
        }
    }

    /// - Parameters:
    ///   - files: Each file's name and bytes; any bytes.
    ///   - most: bytes of all files that are read.
    public init(_ files: [(name: String, bytes: [UInt8])], most: Int = Pasted.most) {
        self.init(files: files.map { File(name: $0.name, head: $0.bytes) }, most: most)
    }

    public init(files: [File], most: Int = Pasted.most) {
        self.files = files.map(\.name)
        var lines: [Line] = []
        var left = most
        var isCut = false
        let isLarge = files.reduce(0) { $0 + $1.head.count + $1.tail.count } > LineSieve.large
        var sieve = isLarge ? LineSieve() : nil
        for (number, file) in files.enumerated() {
            let part = file.cut(to: left)
            isCut = isCut || part.skipped > 0 || !part.tail.isEmpty
            Self.read(part.head[...], file: number, from: 1, &sieve, into: &lines)
            if !part.tail.isEmpty {
                let first = part.head.count { $0 == 10 } + part.skipped + 1
                Self.read(part.tail[...], file: number, from: first, &sieve, into: &lines)
            }
            left -= part.head.count + part.tail.count
        }
        Speakers.mark(&lines)
        self.lines = lines
        cut = isCut || sieve?.isFull == true
    }

    /// Appends, for a second array of a million lines would be much of what a large report takes.
    private static func read(
        _ bytes: ArraySlice<UInt8>, file: Int, from: Int, _ sieve: inout LineSieve?, into lines: inout [Line]
    ) {
        var start = bytes.startIndex
        var number = from
        let soft = isQuotedPrintable(bytes.prefix(1 << 16))
        while start < bytes.endIndex {
            var end = bytes[start...].firstIndex { $0 == 10 } ?? bytes.endIndex
            var raw = bytes[start..<end].prefix(longestLine)
            let first = number
            number += 1
            if soft, softBreak(raw) != nil {
                var joined = Array(raw)
                while let joint = softBreak(joined[...]), end < bytes.endIndex, joined.count < longestLine {
                    let begin = end + 1
                    end = bytes[begin...].firstIndex { $0 == 10 } ?? bytes.endIndex
                    joined.removeSubrange(joint...)
                    joined += bytes[begin..<end].prefix(longestLine)
                    number += 1
                }
                raw = joined[...]
            }
            defer { start = end == bytes.endIndex ? end : end + 1 }
            guard sieve?.keeps(raw) ?? true else { continue }
            for part in Cleaning.parts(raw, quotedPrintable: soft) {
                let line = Prefixes.strip(part)
                guard !line.text.isEmpty else { continue }
                lines.append(
                    Line(
                        file: file, number: first, text: line.text, stamped: line.stamped,
                        isOtherScript: !line.stamped && Cleaning.isOtherScript(raw), depth: line.depth,
                        isOfDom0: line.isOfDom0))
            }
        }
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
