typealias Bytes = ArraySlice<UInt8>

/// Splits a command line as `parse_args()` and `next_arg()` do (kernel/params.c, lib/cmdline.c): quotes may stand
/// around a value or around the whole parameter, and a bare `--` ends what the kernel reads.
struct ParameterReader {
    private let bytes: [UInt8]
    private var position: Int

    init(_ bytes: [UInt8]) {
        let end = bytes.firstIndex(of: 0) ?? bytes.endIndex
        self.bytes = Array(bytes[..<end])
        position = 0
        skipSpaces()
    }

    /// The next parameter; `value` is nil where there is no `=`. nil at the end or at `--`.
    mutating func next() -> (name: Bytes, value: Bytes?)? {
        guard position < bytes.count else { return nil }
        var start = position
        let quoted = bytes[start] == UInt8(ascii: "\"")
        if quoted { start += 1 }
        var inQuote = quoted
        var equals = start
        var end = start
        while end < bytes.count, !Text.isSpace(bytes[end]) || inQuote {
            // As in the kernel, an equals sign in the first place does not count.
            if equals == start, bytes[end] == UInt8(ascii: "=") { equals = end }
            if bytes[end] == UInt8(ascii: "\"") { inQuote.toggle() }
            end += 1
        }
        position = end < bytes.count ? end + 1 : end
        skipSpaces()
        let endsInQuote = end > start && bytes[end - 1] == UInt8(ascii: "\"")
        let cut = quoted && endsInQuote ? end - 1 : end
        guard equals > start else {
            let name = bytes[start..<cut]
            return name.elementsEqual("--".utf8) ? nil : (name, nil)
        }
        var from = equals + 1
        var to = cut
        if from < end, bytes[from] == UInt8(ascii: "\"") {
            from += 1
            if endsInQuote { to = end - 1 }
        }
        return (bytes[start..<equals], bytes[min(from, to)..<to])
    }

    private mutating func skipSpaces() {
        while position < bytes.count, Text.isSpace(bytes[position]) { position += 1 }
    }
}
