/// Numbers of bytes as a config writes them: plain, or with KiB, MiB or GiB.
enum IECSize {
    static let units: [(name: String, shift: Int)] = [("GiB", 30), ("MiB", 20), ("KiB", 10)]

    /// The size in `range`, a multiple of `step`; units smaller than that are not taken.
    static func read(
        _ tree: Tree, _ what: String, in range: ClosedRange<UInt64>, step: UInt64
    ) throws(ConfigError) -> UInt64 {
        let bytes = try bytes(tree, what, smallest: step)
        guard range.contains(bytes) else {
            throw ConfigError(
                tree.at,
                "\(what) must be from \(text(range.lowerBound)) to \(text(range.upperBound)) and is \(text(bytes))")
        }
        guard bytes.isMultiple(of: step) else {
            throw ConfigError(tree.at, "\(what) must be a multiple of \(text(step)) and is \(text(bytes))")
        }
        return bytes
    }

    /// The shortest way to write a number of bytes.
    static func text(_ bytes: UInt64) -> String {
        for (name, shift) in units where bytes != 0 && bytes.isMultiple(of: 1 << UInt64(shift)) {
            return "\(bytes >> UInt64(shift))\(name)"
        }
        return "\(bytes)"
    }

    private static func bytes(_ tree: Tree, _ what: String, smallest: UInt64) throws(ConfigError) -> UInt64 {
        switch tree.content {
        case .integer(let value):
            return UInt64(exactly: max(0, value ?? Int.max)) ?? 0
        case .text(let text):
            if let bytes = parse(text, unitNeeded: true, smallest: smallest) { return bytes }
        case .bare(let text):
            if let bytes = parse(text, unitNeeded: false, smallest: smallest) { return bytes }
        default:
            break
        }
        throw ConfigError(
            tree.at, "\(what) must be a size and is \(tree.whatItIs)",
            hint: "write bytes or an IEC unit: \(smallest > 1024 ? "1073741824, 512MiB, 1GiB" : "512, 4KiB, 1MiB")")
    }

    static func parse(_ text: String, unitNeeded: Bool, smallest: UInt64 = 1) -> UInt64? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, digits.count == 1 || digits.first != "0", let number = UInt64(digits) else { return nil }
        let unit = text.dropFirst(digits.count)
        if unit.isEmpty { return unitNeeded ? nil : number }
        guard let shift = units.first(where: { $0.name == unit })?.shift, 1 << UInt64(shift) >= smallest else {
            return nil
        }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: 1 << UInt64(shift))
        return overflow ? nil : bytes
    }
}
