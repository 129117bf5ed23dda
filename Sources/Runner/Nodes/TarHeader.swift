import Printing

/// One header of a tar archive (POSIX.1-1988 ustar, as GNU tar writes it too): the 512 bytes before a file.
struct TarHeader: Hashable {
    /// What a header stands for.
    enum Kind: Hashable {
        case file, folder
        /// A link, a device, a pipe, or what only some programs understand; by its letter.
        case other(UInt8)
    }

    static let size = 512

    var name: String
    var kind: Kind
    /// Bytes behind the header, before they are filled up to a whole block.
    var length: Int

    /// Blocks behind the header, in bytes.
    var padded: Int { (length + Self.size - 1) / Self.size * Self.size }

    /// nil for 512 zeros, with which an archive ends.
    /// - Throws: `RunnerError` for what is no header.
    init?(_ bytes: [UInt8]) throws(RunnerError) {
        guard bytes.count == Self.size else { throw RunnerError("the archive ends in the middle of a header") }
        guard bytes.contains(where: { $0 != 0 }) else { return nil }
        guard let sum = Self.octal(bytes[148..<156]), sum == Self.sum(bytes), let length = Self.octal(bytes[124..<136])
        else { throw RunnerError("the archive holds what is no header of tar's") }
        self.length = length
        let prefix = bytes[257..<262].elementsEqual("ustar".utf8) && bytes[262] == 0 ? Self.text(bytes[345..<500]) : ""
        name = (prefix.isEmpty ? "" : prefix + "/") + Self.text(bytes[0..<100])
        switch bytes[156] {
        case 0, UInt8(ascii: "0"): kind = .file
        case UInt8(ascii: "5"): kind = .folder
        default: kind = .other(bytes[156])
        }
        if kind == .folder { self.length = 0 }
    }

    /// The name's parts; nil where one of them leads out of the folder.
    var parts: [String]? {
        let parts = name.parts(at: "/").filter { !$0.isEmpty && $0 != "." }
        guard name.utf8.first != UInt8(ascii: "/"), !parts.contains(".."), !name.utf8.contains(0) else { return nil }
        return parts
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// Octal digits up to a space or a zero; nil for anything else.
    private static func octal(_ bytes: ArraySlice<UInt8>) -> Int? {
        let digits = bytes.drop { $0 == UInt8(ascii: " ") }.prefix { $0 != 0 && $0 != UInt8(ascii: " ") }
        guard !digits.isEmpty, digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }) else {
            return nil
        }
        // Eleven digits at most, which 33 bits hold.
        return digits.reduce(0) { $0 << 3 | Int($1 & 7) }
    }

    /// The sum of all bytes, with the sum's own taken for spaces.
    private static func sum(_ bytes: [UInt8]) -> Int {
        bytes.indices.reduce(0) { $0 + ((148..<156).contains($1) ? 32 : Int(bytes[$1])) }
    }
}
