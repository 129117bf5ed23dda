/// A file as its lines, each with the newline that ends it.
struct TextLines {
    static let end = UInt8(ascii: "\n")

    private let bytes: [UInt8]
    private let starts: [Int]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var starts = bytes.isEmpty ? [] : [0]
        for (index, byte) in bytes.enumerated() where byte == Self.end && index + 1 < bytes.count {
            starts.append(index + 1)
        }
        self.starts = starts
    }

    var count: Int { starts.count }

    subscript(_ line: Int) -> ArraySlice<UInt8> {
        bytes[starts[line]..<(line + 1 < starts.count ? starts[line + 1] : bytes.count)]
    }

    /// The file with other bytes in place of some of its lines.
    func replacing(_ new: [Int: [UInt8]]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + 256)
        for line in starts.indices { result += new[line].map { $0[...] } ?? self[line] }
        return result
    }

    /// The beginning of a line, in quotes.
    func told(_ line: Int) -> String {
        let text = String(decoding: self[line].prefix(120), as: UTF8.self).filter { $0 != "\n" }
        return "\"\(text.drop { $0 == " " })\""
    }
}

/// Where numbers stand in a line.
enum Numbers {
    /// Decimal: digits with no letter beside them. Hexadecimal: digits behind `0x`, or a word of at least four digits of
    /// which one is a letter.
    static func ranges(in line: [UInt8], hexadecimal: Bool) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var start: Int?
        for index in 0...line.count {
            let isWord = index < line.count && isLetterOrDigit(line[index])
            if isWord { start = start ?? index }
            guard !isWord, let first = start else { continue }
            start = nil
            var word = first..<index
            let isMarked = word.count > 2 && line[first] == UInt8(ascii: "0") && line[first + 1] == UInt8(ascii: "x")
            if isMarked { word = (first + 2)..<index }
            let isDecimal = word.allSatisfy { isDigit(line[$0]) }
            let isHexadecimal = word.allSatisfy { isDigit(line[$0]) || isLetter(line[$0]) }
            if hexadecimal ? isHexadecimal && (isMarked || !isDecimal && word.count >= 4) : isDecimal && !isMarked {
                found.append(word)
            }
        }
        return found
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    /// One of a hexadecimal number.
    private static func isLetter(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "f") }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z")
            || byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") || byte == UInt8(ascii: "_")
    }
}
