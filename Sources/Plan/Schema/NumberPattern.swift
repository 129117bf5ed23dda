/// Regular expressions for whole numbers of a range, written without leading zeros.
enum NumberPattern {
    /// Alternatives without a group around them; empty where the range begins below 1.
    static func text(_ range: ClosedRange<UInt64>) -> String {
        guard range.lowerBound > 0 else { return "" }
        var parts: [String] = []
        var first = range.lowerBound
        while true {
            let length = String(first).utf8.count
            // The last number with as many digits.
            let end = UInt64(String(repeating: "9", count: length)) ?? .max
            let last = min(end, range.upperBound)
            parts += between(digits(first), digits(last))
            guard last < range.upperBound else { return parts.joined(separator: "|") }
            first = last + 1
        }
    }

    private static func digits(_ number: UInt64) -> [Int] { String(number).utf8.map { Int($0) - 0x30 } }

    /// From one number to another of as many digits.
    private static func between(_ first: [Int], _ last: [Int]) -> [String] {
        guard let low = first.first, let high = last.first else { return [""] }
        let (lowRest, highRest) = (Array(first.dropFirst()), Array(last.dropFirst()))
        guard low < high else { return between(lowRest, highRest).map { "\(low)" + $0 } }
        var parts: [String] = []
        let isWholeLow = lowRest.allSatisfy { $0 == 0 }
        let isWholeHigh = highRest.allSatisfy { $0 == 9 }
        let (from, to) = (isWholeLow ? low : low + 1, isWholeHigh ? high : high - 1)
        if !isWholeLow { parts += between(lowRest, lowRest.map { _ in 9 }).map { "\(low)" + $0 } }
        if from <= to { parts.append(digit(from...to) + any(lowRest.count)) }
        if !isWholeHigh { parts += between(highRest.map { _ in 0 }, highRest).map { "\(high)" + $0 } }
        return parts
    }

    private static func digit(_ range: ClosedRange<Int>) -> String {
        range.count == 1 ? "\(range.lowerBound)" : "[\(range.lowerBound)-\(range.upperBound)]"
    }

    private static func any(_ count: Int) -> String {
        count == 0 ? "" : count == 1 ? "[0-9]" : "[0-9]{\(count)}"
    }
}

extension IECSize {
    /// What ``read(_:_:in:step:)`` takes.
    static func schema(in range: ClosedRange<UInt64>, step: UInt64) -> OrderedJSON {
        let units = self.units.compactMap { unit -> String? in
            let bytes = UInt64(1) << UInt64(unit.shift)
            let least = max(1, (range.lowerBound + bytes - 1) / bytes)
            guard bytes >= step, least <= range.upperBound / bytes else { return nil }
            return "(\(NumberPattern.text(least...(range.upperBound / bytes))))\(unit.name)"
        }
        let number = OrderedJSON.object([
            ("type", "integer"), ("minimum", .number(Int(clamping: range.lowerBound))),
            ("maximum", .number(Int(clamping: range.upperBound))), ("multipleOf", .number(Int(clamping: step))),
        ])
        return .object([("oneOf", .list([number, .text(pattern: "^(?:\(units.joined(separator: "|")))$")]))])
    }
}
