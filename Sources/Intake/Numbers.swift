/// Numbers in a line; what does not fit 64 bits is no number.
extension ReportText {
    func decimal(at start: Int) -> (value: UInt64, end: Int)? { digits(at: start, radix: 10) }

    /// Hexadecimal, with or without `0x`.
    func hex(at start: Int) -> (value: UInt64, end: Int)? {
        digits(at: starts("0x", at: start) ? start + 2 : start, radix: 16)
    }

    /// The first decimal number behind a needle, past spaces, `=`, `:` and opening brackets.
    func decimal(behind needle: StaticString, from start: Int = 0) -> UInt64? {
        after(needle, from: start).flatMap { decimal(at: skipJoints($0))?.value }
    }

    func hex(behind needle: StaticString, from start: Int = 0) -> UInt64? {
        after(needle, from: start).flatMap { hex(at: skipJoints($0))?.value }
    }

    private func skipJoints(_ start: Int) -> Int {
        var index = start
        while let byte = self[index], " =:(".utf8.contains(byte) { index += 1 }
        return index
    }

    private func digits(at start: Int, radix: UInt64) -> (value: UInt64, end: Int)? {
        var index = start
        var value: UInt64 = 0
        while let byte = self[index], let digit = Self.digit(byte), digit < radix {
            let (product, tooLarge) = value.multipliedReportingOverflow(by: radix)
            let (sum, overflow) = product.addingReportingOverflow(digit)
            if tooLarge || overflow { return nil }
            value = sum
            index += 1
        }
        // `ffxxxxxx`: its writer left out what stands there.
        if radix == 16, self[index] == UInt8(ascii: "x") { return nil }
        return index > start ? (value, index) : nil
    }

    private static func digit(_ byte: UInt8) -> UInt64? {
        if isDigit(byte) { return UInt64(byte - UInt8(ascii: "0")) }
        return (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte) ? UInt64(byte - UInt8(ascii: "a") + 10) : nil
    }

    /// Bytes of a size such as `64 gb`, `4g`, `512mib` or `65432100k`; without a unit, times `unit`.
    func size(at start: Int, unit: UInt64? = nil) -> (value: UInt64, end: Int)? {
        guard let (number, end) = decimal(at: start) else { return nil }
        let at = skipSpaces(end)
        let scales: [(UInt8, UInt64)] = [
            (UInt8(ascii: "k"), 1 << 10), (UInt8(ascii: "m"), 1 << 20), (UInt8(ascii: "g"), 1 << 30),
            (UInt8(ascii: "t"), 1 << 40),
        ]
        var scale = unit
        var last = end
        if let letter = self[at], let found = scales.first(where: { $0.0 == letter })?.1 {
            var behind = at + 1
            if self[behind] == UInt8(ascii: "i") { behind += 1 }
            if self[behind] == UInt8(ascii: "b") { behind += 1 }
            if self[behind].map(Self.isName) != true { (scale, last) = (found, behind) }
        }
        guard let scale else { return nil }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: scale)
        return overflow ? nil : (bytes, last)
    }

    /// The name of what a message is about: the last words of what stands before it, such as `ath9k 0000:41:00.0`.
    func names(before index: Int) -> [String] {
        var head = Array(bytes[..<min(max(index, 0), bytes.count)])
        while let last = head.last, " :".utf8.contains(last) { head.removeLast() }
        return head.split(separator: UInt8(ascii: " ")).suffix(2).map { Self.name($0) }.filter { !$0.isEmpty }
    }

    /// Letters, digits and what joins them in names; at most 40 of them.
    static func name(_ bytes: some Sequence<UInt8>) -> String {
        String(
            decoding: bytes.filter { isName($0) || "-.:+".utf8.contains($0) }.prefix(40), as: UTF8.self)
    }

    /// Bus, device and function, as in `0000:41:00.0`.
    static func isPCI(_ name: String) -> Bool {
        let parts = name.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), let last = parts.last, last.count == 4 else { return false }
        return name.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." } && last.dropFirst(2).first == "."
    }
}
