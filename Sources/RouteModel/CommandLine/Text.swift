/// The kernel's small text functions, on bytes.
enum Text {
    /// `isspace()` of lib/ctype.c, which counts the Latin-1 no-break space.
    static func isSpace(_ byte: UInt8) -> Bool { (9...13).contains(byte) || byte == 32 || byte == 0xA0 }

    static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    /// `parameq()` of kernel/params.c: a dash equals an underscore.
    static func sameName(_ name: Bytes, _ other: StaticString) -> Bool {
        guard name.count == other.utf8CodeUnitCount else { return false }
        return zip(name, other.bytes).allSatisfy { underscore($0) == underscore($1) }
    }

    /// `strncmp(text, prefix, strlen(prefix)) == 0`.
    static func starts(_ text: Bytes, with prefix: StaticString) -> Bool { text.starts(with: prefix.bytes) }

    /// `strcmp(text, other) == 0`.
    static func equals(_ text: Bytes, _ other: StaticString) -> Bool { text.elementsEqual(other.bytes) }

    /// `simple_strtoul(text, &text, 0)` of lib/vsprintf.c: 0x and 0 prefixes, stops at the first byte that is no
    /// digit, wraps on overflow.
    static func takeNumber(_ text: inout Bytes) -> UInt64 {
        var base: UInt64 = 10
        if text.first == UInt8(ascii: "0") {
            base = 8
            let rest = text.dropFirst()
            if rest.first.map({ $0 | 0x20 }) == UInt8(ascii: "x"),
                let digit = rest.dropFirst().first, hexValue(digit) != nil
            {
                base = 16
                text = text.dropFirst(2)
            }
        }
        var value: UInt64 = 0
        while let byte = text.first, let digit = hexValue(byte), digit < base {
            value = value &* base &+ digit
            text = text.dropFirst()
        }
        return value
    }

    /// `memparse()` of lib/cmdline.c: a number, and one letter that multiplies it; bits that overflow are lost.
    static func memory(_ text: Bytes) -> UInt64 {
        var rest = text
        let number = takeNumber(&rest)
        guard let letter = rest.first, let power = Array("kmgtpe".utf8).firstIndex(of: letter | 0x20) else {
            return number
        }
        return number << UInt64(10 * (power + 1))
    }

    /// `kstrtobool()` of lib/kstrtox.c up to 6.12.
    static func bool(_ text: Bytes?) -> Bool? {
        guard let text, let first = text.first.map({ $0 | 0x20 }) else { return nil }
        switch first {
        case UInt8(ascii: "y"), UInt8(ascii: "t"): return true
        case UInt8(ascii: "n"), UInt8(ascii: "f"): return false
        case UInt8(ascii: "1"): return text.first == UInt8(ascii: "1") ? true : nil
        case UInt8(ascii: "0"): return text.first == UInt8(ascii: "0") ? false : nil
        case UInt8(ascii: "o"):
            switch text.dropFirst().first.map({ $0 | 0x20 }) {
            case UInt8(ascii: "n"): return true
            case UInt8(ascii: "f"): return false
            default: return nil
            }
        default: return nil
        }
    }

    /// The same from 6.18 on, which also takes words in e and d.
    static func boolOrWord(_ text: Bytes?) -> Bool? {
        switch text?.first.map({ $0 | 0x20 }) {
        case UInt8(ascii: "e"): true
        case UInt8(ascii: "d"): false
        default: bool(text)
        }
    }

    private static func hexValue(_ byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }

    private static func underscore(_ byte: UInt8) -> UInt8 { byte == UInt8(ascii: "-") ? UInt8(ascii: "_") : byte }
}

extension StaticString {
    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount) }
}
