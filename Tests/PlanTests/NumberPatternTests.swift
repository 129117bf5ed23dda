import Testing

@testable import Plan
@testable import RouteModel

/// Every number near the borders of many ranges is matched where it is in the range, and nowhere else.
@Test func patternsOfNumbersAreTheirRanges() throws {
    var chance = SplitMix64(3)
    let ranges: [ClosedRange<UInt64>] =
        [1...1, 1...9, 1...10, 9...10, 10...99, 99...100, 256...65536, 1...16384, 512...1_048_576]
        + (0..<40).map { _ in
            let first = 1 + chance.next() % 5000
            return first...(first + chance.next() % 5000)
        }
    for range in ranges {
        let expression = try Regex("^(?:\(NumberPattern.text(range)))$")
        let borders = [range.lowerBound, range.upperBound]
        let near = borders.flatMap { border in (0...20).map { max(border, 10) + $0 - 10 } }
        for number in near + (0..<40).map({ _ in chance.next() % 20000 }) {
            #expect(try (expression.wholeMatch(in: "\(number)") != nil) == range.contains(number), "\(number) \(range)")
        }
    }
}
