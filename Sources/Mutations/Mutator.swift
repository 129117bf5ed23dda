import RouteModel

/// Changes files of evidence at random, the same way for the same seed.
///
/// A mutator knows lines and numbers, and nothing of what they mean: whether a change matters is for others to say.
public struct Mutator: Sendable {
    private var dice: SeededDice
    /// How often another place is looked for, where the first has nothing to change.
    private static let patience = 64

    /// - Parameter seed: the same one gives the same mutations of the same files.
    public init(seed: UInt64) { dice = SeededDice(seed) }

    /// A change of a file.
    /// - Parameters:
    ///   - own: the file's content.
    ///   - foreign: that of another boot's file of the same name; nil where there is none.
    /// - Returns: nil where such a change is not possible in this file.
    public mutating func mutation(
        _ kind: MutationKind, of own: [UInt8], foreign: [UInt8]?
    ) -> Mutation? {
        switch kind {
        case .emptied: emptied()
        case .truncation: truncated(own)
        case .deletion: deleted(TextLines(own))
        case .exchange: exchanged(TextLines(own))
        case .decimal: digit(TextLines(own), .decimal)
        case .hexadecimal: digit(TextLines(own), .hexadecimal)
        case .foreignLine: foreign.flatMap { foreignLine(TextLines(own), TextLines($0)) }
        case .foreignFile:
            foreign.flatMap { $0 == own ? nil : Mutation(.foreignFile, says: "another boot's file", bytes: $0) }
        }
    }

    private mutating func emptied() -> Mutation {
        switch dice.below(3) {
        case 0: Mutation(.emptied, says: "the file is gone", bytes: nil)
        case 1: Mutation(.emptied, says: "the file is empty", bytes: [])
        default: Mutation(.emptied, says: "one empty line is left", bytes: [TextLines.end])
        }
    }

    private mutating func truncated(_ own: [UInt8]) -> Mutation? {
        guard own.count > 1 else { return nil }
        let length = 1 + dice.below(own.count - 1)
        let line = own[..<length].count { $0 == TextLines.end } + 1
        return Mutation(.truncation, line: line, says: "cut to \(length) bytes", bytes: Array(own[..<length]))
    }

    private mutating func deleted(_ lines: TextLines) -> Mutation? {
        guard lines.count > 0 else { return nil }
        let at = dice.below(lines.count)
        return Mutation(.deletion, line: at + 1, says: "without \(lines.told(at))", bytes: lines.replacing([at: []]))
    }

    private mutating func exchanged(_ lines: TextLines) -> Mutation? {
        guard lines.count > 1 else { return nil }
        for _ in 0..<Self.patience {
            // Neighbours as often as lines that stand far apart.
            let first = dice.below(lines.count - 1)
            let second = dice.below(2) == 0 ? first + 1 : dice.below(lines.count)
            guard lines[first] != lines[second] else { continue }
            let (one, other) = (min(first, second), max(first, second))
            return Mutation(
                .exchange, line: one + 1, says: "line \(one + 1) and line \(other + 1) changed places",
                bytes: lines.replacing([one: Array(lines[other]), other: Array(lines[one])]))
        }
        return nil
    }

    private mutating func digit(_ lines: TextLines, _ kind: MutationKind) -> Mutation? {
        guard lines.count > 0 else { return nil }
        for _ in 0..<Self.patience {
            let at = dice.below(lines.count)
            var line = Array(lines[at])
            let numbers = Numbers.ranges(in: line, hexadecimal: kind == .hexadecimal)
            guard let number = dice.one(of: numbers) else { continue }
            let place = number.lowerBound + dice.below(number.count)
            let digits = Array((kind == .hexadecimal ? "0123456789abcdef" : "0123456789").utf8)
            guard let digit = dice.one(of: digits.filter { $0 != line[place] }) else { continue }
            let before = String(decoding: line[number], as: UTF8.self)
            line[place] = digit
            let after = String(decoding: line[number], as: UTF8.self)
            return Mutation(kind, line: at + 1, says: "\(before) is \(after)", bytes: lines.replacing([at: line]))
        }
        return nil
    }

    private mutating func foreignLine(_ own: TextLines, _ foreign: TextLines) -> Mutation? {
        guard own.count > 0, foreign.count > 0 else { return nil }
        for _ in 0..<Self.patience {
            let at = dice.below(own.count)
            let source = dice.below(2) == 0 ? min(at, foreign.count - 1) : dice.below(foreign.count)
            let line = Array(foreign[source])
            guard line != Array(own[at]) else { continue }
            let replaces = dice.below(2) == 0
            return Mutation(
                .foreignLine, line: at + 1,
                says: "\(replaces ? "replaced by" : "preceded by") another boot's \(foreign.told(source))",
                bytes: own.replacing([at: replaces ? line : line + own[at]]))
        }
        return nil
    }
}

/// Choices that are the same for one seed.
struct SeededDice: Sendable {
    private var numbers: SplitMix64

    init(_ seed: UInt64) { numbers = SplitMix64(seed) }

    /// 0 where nothing is below the bound.
    mutating func below(_ bound: Int) -> Int { bound > 0 ? Int(numbers.next() % UInt64(bound)) : 0 }

    mutating func one<Element>(of elements: [Element]) -> Element? {
        elements.isEmpty ? nil : elements[below(elements.count)]
    }
}
