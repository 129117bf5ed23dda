/// Walks over bytes that nobody vouches for: every step checks the end, nothing traps.
struct ByteScanner {
    let bytes: UnsafeBufferPointer<UInt8>
    var position: Int
    let end: Int

    init(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int = 0, to end: Int? = nil) {
        self.bytes = bytes
        self.end = min(max(0, end ?? bytes.count), bytes.count)
        self.position = min(max(0, start), self.end)
    }

    var isAtEnd: Bool { position >= end }

    /// Moves behind the next `byte`; false, and unmoved, where there is none.
    @inline(__always)
    mutating func skip(past byte: UInt8) -> Bool {
        var index = position
        while index < end {
            if bytes[index] == byte {
                position = index + 1
                return true
            }
            index += 1
        }
        return false
    }

    /// Moves behind the next space or colon, or to the end.
    mutating func skipWord() {
        while position < end {
            position += 1
            let byte = bytes[position - 1]
            if byte == UInt8(ascii: " ") || byte == UInt8(ascii: ":") { return }
        }
    }

    /// Moves behind `literal` if it stands here.
    @inline(__always)
    mutating func take(_ literal: StaticString) -> Bool {
        let count = literal.utf8CodeUnitCount
        guard end - position >= count else { return false }
        let expected = literal.utf8Start
        for index in 0..<count where bytes[position + index] != expected[index] { return false }
        position += count
        return true
    }

    /// Moves behind the next ` key=`, where `key` is given with its equals sign.
    @inline(__always)
    mutating func skip(to key: StaticString) -> Bool {
        let start = position
        while !isAtEnd {
            if take(key) { return true }
            guard skip(past: UInt8(ascii: " ")) else { break }
        }
        position = start
        return false
    }

    /// Digits up to the first that is none; nil where there are none or they overflow.
    @inline(__always)
    mutating func decimal() -> UInt64? {
        var value: UInt64 = 0
        let start = position
        while position < end {
            let digit = bytes[position] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            let (product, overflowed) = value.multipliedReportingOverflow(by: 10)
            let (sum, carried) = product.addingReportingOverflow(UInt64(digit))
            guard !overflowed, !carried else { return nil }
            value = sum
            position += 1
        }
        return position > start ? value : nil
    }

    /// Hexadecimal digits with or without `0x`; nil where there are none or more than 16.
    @inline(__always)
    mutating func hexadecimal() -> UInt64? {
        _ = take("0x")
        var value: UInt64 = 0
        let start = position
        while position < end {
            let byte = bytes[position]
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: return finished(value, start)
            }
            guard position - start < 16 else { return nil }
            value = value << 4 | UInt64(digit)
            position += 1
        }
        return finished(value, start)
    }

    private func finished(_ value: UInt64, _ start: Int) -> UInt64? {
        position > start ? value : nil
    }

    /// Range of the bytes up to the next space, comma, quote, closing brace or the end.
    @inline(__always)
    mutating func word() -> Range<Int> {
        let start = position
        loop: while position < end {
            switch bytes[position] {
            case UInt8(ascii: " "), UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "}"): break loop
            default: position += 1
            }
        }
        return start..<position
    }

    /// `{0x1,0x2}`: at most `limit` numbers; nil where it is not such a list.
    mutating func hexadecimalList(limit: Int = 4096) -> [UInt64]? {
        guard take("{") else { return nil }
        var values: [UInt64] = []
        while values.count < limit {
            if take("}") { return values }
            guard let value = hexadecimal() else { return nil }
            values.append(value)
            _ = take(",")
        }
        return nil
    }

    /// The byte so many places on; 0 behind the end.
    func byte(_ offset: Int) -> UInt8 { position + offset < end ? bytes[position + offset] : 0 }

    /// The decimal number that ends before `place`, but for spaces; 0 where there is none.
    func numberBefore(_ place: Int) -> UInt64 {
        var first = min(place, end)
        while first > 0, bytes[first - 1] == UInt8(ascii: " ") { first -= 1 }
        let last = first
        while first > 0, last - first < 10, bytes[first - 1] &- UInt8(ascii: "0") < 10 { first -= 1 }
        var scanner = ByteScanner(bytes, from: first, to: last)
        return scanner.decimal() ?? 0
    }

    /// Seconds with a fraction of six digits at the end of the bytes, in microseconds; nil where none stand there.
    @inline(__always)
    func time(_ range: Range<Int>) -> UInt64? {
        var value: UInt64 = 0
        var unit: UInt64 = 1
        var index = range.upperBound
        while index > range.lowerBound, unit < 1_000_000_000_000_000 {
            index -= 1
            if bytes[index] == UInt8(ascii: "."), unit == 1_000_000 { continue }
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            value &+= UInt64(digit) &* unit
            unit &*= 10
        }
        return unit > 1_000_000 ? value : nil
    }

    func text(_ range: Range<Int>) -> String {
        String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
    }
}
