/// A line of a trace's text with its time. The text comes from a guest: what is no such line is nil.
struct TraceLine: Equatable {
    /// In nanoseconds, by the clock of whoever wrote it.
    var time: Int64
    /// Such as `dma_map_phys`.
    var name: String
    var detail: String

    private static let nameLimit = 80
    private static let detailLimit = 400

    /// Of ftrace's text (Documentation/trace/ftrace.rst): `init-1  [000] .....  1.863630: dma_alloc: 0000:00:10.0 …`.
    init?(ftrace line: Substring) {
        guard let bracket = line.firstRange(of: "] "), !line.hasPrefix("#") else { return nil }
        // Flags, where there are any, and then the time.
        let words = line[bracket.upperBound...].split(separator: " ", maxSplits: 2)
        guard let at = words.firstIndex(where: { $0.hasSuffix(":") }), at < 2, words.count > at + 1,
            let time = Self.nanoseconds(words[at].dropLast())
        else { return nil }
        self.init(time, line[words[at + 1].startIndex...], separator: ": ")
    }

    /// Of QEMU's log: `29848@1795536226.616533:vtd_dmar_translate dev 00:10.00 …`.
    init?(emulator line: Substring) {
        guard let at = line.firstIndex(of: "@") else { return nil }
        let rest = line[line.index(after: at)...]
        guard let colon = rest.firstIndex(of: ":"), let time = Self.nanoseconds(rest[..<colon]) else { return nil }
        self.init(time, rest[rest.index(after: colon)...], separator: " ")
    }

    private init?(_ time: Int64, _ text: Substring, separator: String) {
        let end = text.firstRange(of: separator)
        let name = text[..<(end?.lowerBound ?? text.endIndex)]
        guard !name.isEmpty else { return nil }
        self.time = time
        self.name = String(name.prefix(Self.nameLimit))
        detail = String(end.map { text[$0.upperBound...].prefix(Self.detailLimit) } ?? "")
    }

    /// Seconds with a fraction of nine digits at most.
    private static func nanoseconds(_ text: Substring) -> Int64? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...9).contains(parts[1].count), parts.allSatisfy({ $0.allSatisfy(\.isASCII) }),
            let seconds = UInt32(parts[0]), let fraction = UInt32(parts[1])
        else { return nil }
        let scale = (parts[1].count..<9).reduce(Int64(1)) { scale, _ in scale * 10 }
        return Int64(seconds) * 1_000_000_000 + Int64(fraction) * scale
    }
}
