/// A Debian package version, in Debian's order (Debian Policy, section 5.6.12).
struct PackageVersion: Comparable, Hashable {
    let text: String

    init(_ text: String) { self.text = text }

    static func < (left: Self, right: Self) -> Bool { left.compare(right) < 0 }

    private func compare(_ other: Self) -> Int {
        let (mine, theirs) = (split(), other.split())
        for (left, right) in zip(mine, theirs) {
            let order = Self.order(left, right)
            if order != 0 { return order }
        }
        return 0
    }

    private func split() -> [ArraySlice<UInt8>] {
        let bytes = Array(text.utf8)[...]
        var upstream = bytes
        var epoch: ArraySlice<UInt8> = []
        if let colon = bytes.firstIndex(of: UInt8(ascii: ":")) {
            epoch = bytes[..<colon]
            upstream = bytes[(colon + 1)...]
        }
        var revision: ArraySlice<UInt8> = []
        if let dash = upstream.lastIndex(of: UInt8(ascii: "-")) {
            revision = upstream[(dash + 1)...]
            upstream = upstream[..<dash]
        }
        return [epoch, upstream, revision]
    }

    // Turns of non-digits and digits; "~" sorts before the end, letters before other characters, and numbers by value,
    // which for digits without leading zeros is length first: no arithmetic on a number of any length.
    private static func order(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int {
        var (left, right) = (left, right)
        while !left.isEmpty || !right.isEmpty {
            while left.first.map({ !isDigit($0) }) ?? false || right.first.map({ !isDigit($0) }) ?? false {
                let (mine, theirs) = (weight(left.first), weight(right.first))
                if mine != theirs { return mine < theirs ? -1 : 1 }
                left = left.dropFirst()
                right = right.dropFirst()
            }
            let mine = left.prefix(while: isDigit).drop { $0 == UInt8(ascii: "0") }
            let theirs = right.prefix(while: isDigit).drop { $0 == UInt8(ascii: "0") }
            if mine.count != theirs.count { return mine.count < theirs.count ? -1 : 1 }
            if mine.lexicographicallyPrecedes(theirs) { return -1 }
            if theirs.lexicographicallyPrecedes(mine) { return 1 }
            left = left.drop(while: isDigit)
            right = right.drop(while: isDigit)
        }
        return 0
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func weight(_ byte: UInt8?) -> Int {
        guard let byte else { return 0 }
        switch byte {
        case UInt8(ascii: "~"): return -1
        case 0x30...0x39: return 0
        case 0x41...0x5a, 0x61...0x7a: return Int(byte)
        default: return Int(byte) + 256
        }
    }
}
