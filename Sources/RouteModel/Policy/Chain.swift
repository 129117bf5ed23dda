/// The rules that led to an outcome, in the order in which they were consulted, with their answers.
public struct Chain: Hashable, Sendable {
    static let capacity = 48

    /// A byte an entry: slot number in the low seven bits, the answer in the highest. Words, because a vector's
    /// alignment would make every array of chains an aligned allocation.
    private var words: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0, 0)
    private(set) var count: UInt8 = 0
    /// The composition's, see ``Policy/number``.
    private let number: UInt8
    /// Rules that were negated.
    private let negated: SlotSet

    init(number: UInt8, negated: SlotSet) {
        self.number = number
        self.negated = negated
    }

    @inline(__always)
    mutating func append(_ slot: Slot, _ answer: Bool) {
        assert(count < Self.capacity, "a chain of \(Self.capacity) entries is full: make Chain.words larger")
        guard count < Self.capacity else { return }
        let entry = UInt64(slot.rawValue | (answer ? 0x80 : 0)) << UInt64((count & 7) * 8)
        switch count >> 3 {
        case 0: words.0 |= entry
        case 1: words.1 |= entry
        case 2: words.2 |= entry
        case 3: words.3 |= entry
        case 4: words.4 |= entry
        default: words.5 |= entry
        }
        count += 1
    }

    @inline(__always)
    private func byte(_ index: Int) -> UInt8 {
        let word =
            switch index >> 3 {
            case 0: words.0
            case 1: words.1
            case 2: words.2
            case 3: words.3
            case 4: words.4
            default: words.5
            }
        return UInt8(truncatingIfNeeded: word >> UInt64((index & 7) * 8))
    }

    /// Whether the same rules of the same composition gave the same answers, with the same ones negated.
    public static func == (left: Chain, right: Chain) -> Bool {
        left.words == right.words && left.count == right.count && left.number == right.number
            && left.negated == right.negated
    }

    /// Hashes everything that equality compares.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
        hasher.combine(words.3)
        hasher.combine(words.4)
        hasher.combine(words.5)
        hasher.combine(count)
        hasher.combine(number)
        hasher.combine(negated)
    }

    /// A rule's slot and the answer that it gave.
    typealias Entry = (slot: Slot, answer: Bool)

    /// The entries where they lie: they are looked through for every configuration, and an array of them would be made
    /// each time.
    struct Entries: RandomAccessCollection {
        fileprivate let chain: Chain

        var startIndex: Int { 0 }
        var endIndex: Int { Int(chain.count) }

        subscript(index: Int) -> Entry {
            let byte = chain.byte(index)
            // Whatever was appended was a slot.
            return (Slot(rawValue: byte & 0x7F) ?? .modelledEncryption, byte & 0x80 != 0)
        }
    }

    var slots: Entries { Entries(chain: self) }

    /// Each rule with the sentence of the answer it gave.
    public var rules: [Rule] { composition.map { rules(slots, in: $0) } ?? [] }

    /// The composition that made the chain; nil for one that has no number.
    var composition: Composition? { Composition.numbered(number) }

    func rules(_ entries: some Sequence<Entry>, in composition: Composition) -> [Rule] {
        entries.compactMap { slot, answer in
            composition.spec(slot).map { spec in
                let says = spec.sentence(answer)
                return composition.rule(spec, says: negated.contains(slot) ? "Negated: " + says : says)
            }
        }
    }
}
