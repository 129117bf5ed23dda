import Foundation
import RouteModel

/// Random numbers that are the same for one seed on every machine, so that a failure can be had again.
public struct Dice: RandomNumberGenerator, Sendable {
    private var numbers: SplitMix64

    public init(_ seed: some BinaryInteger) { numbers = SplitMix64(seed) }

    public mutating func next() -> UInt64 { numbers.next() }
}

extension Dice {
    /// Seeds for a fuzz test to take as its arguments: the first half is the same in every run of the tests, the others
    /// are new in each. DMAROUTE_SEED names the only one instead.
    public static func seeds(_ count: Int = 2) -> [Int] {
        if let given { return [given] }
        return (1...count).map { $0 > count / 2 ? fresh + $0 : $0 }
    }

    private static let given = ProcessInfo.processInfo.environment["DMAROUTE_SEED"].flatMap { Int($0) }

    private static let fresh: Int = {
        let fresh = Int.random(in: 100...Int(Int32.max))
        // A test that traps reports no argument, so the seed is said before.
        FileHandle.standardError.write(Data("tests: new seeds from \(fresh) on; DMAROUTE_SEED=SEED takes one\n".utf8))
        return fresh
    }()

    /// Any number of the type.
    public mutating func any<Value: FixedWidthInteger>() -> Value { Value(truncatingIfNeeded: next()) }

    public mutating func bytes(upTo limit: Int) -> [UInt8] {
        (0..<Int(next() % UInt64(limit + 1))).map { _ in any() }
    }

    /// Up to four elements.
    public mutating func list<Element>(_ element: (inout Dice) -> Element) -> [Element] {
        (0..<(next() % 5)).map { _ in element(&self) }
    }

    /// Up to eight pieces of text that reads badly: with zeros, line ends and marks that join the letter before.
    public mutating func text() -> String {
        let pieces = ["a", "0000:00:10.0", "\u{0}", "ä", "🜨", "e\u{301}", "\n", "\u{fffd}"]
        return (0..<(next() % 9)).map { _ in pieces[Int(next() % UInt64(pieces.count))] }.joined()
    }
}
