/// One line of a report in small letters of printable ASCII, with what the readers need to look into it.
struct ReportText: Hashable, Sendable {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }
    init(_ string: String) { bytes = Array(string.utf8) }

    var count: Int { bytes.count }
    var isEmpty: Bool { bytes.isEmpty }

    /// Where the needle begins, from an index on.
    func find(_ needle: StaticString, from start: Int = 0) -> Int? {
        let length = needle.utf8CodeUnitCount
        guard start >= 0, length > 0, bytes.count >= length, start <= bytes.count - length else { return nil }
        return bytes.withUnsafeBufferPointer { text in
            let first = needle.utf8Start[0]
            var index = start
            let last = text.count - length
            while index <= last {
                if text[index] == first {
                    var same = 1
                    while same < length, text[index + same] == needle.utf8Start[same] { same += 1 }
                    if same == length { return index }
                }
                index += 1
            }
            return nil
        }
    }

    /// Index behind the needle.
    func after(_ needle: StaticString, from start: Int = 0) -> Int? {
        find(needle, from: start).map { $0 + needle.utf8CodeUnitCount }
    }

    func has(_ needle: StaticString) -> Bool { find(needle) != nil }

    func hasAny(_ needles: [StaticString]) -> Bool { needles.contains { has($0) } }

    /// Whether the needle stands there as a word of its own.
    func hasWord(_ needle: StaticString) -> Bool { word(needle) != nil }

    func word(_ needle: StaticString, from start: Int = 0) -> Int? {
        var from = start
        while let index = find(needle, from: from) {
            let end = index + needle.utf8CodeUnitCount
            let before = index == 0 || !Self.isName(bytes[index - 1])
            if before, end == bytes.count || !Self.isName(bytes[end]) { return index }
            from = index + 1
        }
        return nil
    }

    func starts(_ needle: StaticString, at index: Int = 0) -> Bool {
        let length = needle.utf8CodeUnitCount
        guard index >= 0, index <= bytes.count - length else { return false }
        for offset in 0..<length where bytes[index + offset] != needle.utf8Start[offset] { return false }
        return true
    }

    subscript(index: Int) -> UInt8? { bytes.indices.contains(index) ? bytes[index] : nil }

    func from(_ index: Int) -> ReportText { ReportText(Array(bytes[min(max(index, 0), bytes.count)...])) }
    func upTo(_ index: Int) -> ReportText { ReportText(Array(bytes[..<min(max(index, 0), bytes.count)])) }

    func skipSpaces(_ index: Int) -> Int {
        var index = index
        while let byte = self[index], byte == UInt8(ascii: " ") { index += 1 }
        return index
    }

    /// Words between spaces, with where they begin.
    var words: [(start: Int, bytes: ArraySlice<UInt8>)] {
        bytes.split(separator: UInt8(ascii: " ")).map { ($0.startIndex, $0) }
    }

    static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
    static func isName(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) || byte == UInt8(ascii: "_") }
}
