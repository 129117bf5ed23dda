/// A set of slots, in two words: a walk looks into its sets at every question.
struct SlotSet: Hashable, Sendable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    @inline(__always)
    func contains(_ slot: Slot) -> Bool {
        let number = slot.rawValue
        return (number < 64 ? low : high) &>> UInt64(number) & 1 != 0
    }

    @inline(__always)
    mutating func insert(_ slot: Slot) {
        let bit: UInt64 = 1 &<< UInt64(slot.rawValue)
        if slot.rawValue < 64 { low |= bit } else { high |= bit }
    }

    mutating func remove(_ slot: Slot) { if contains(slot) { self = toggling(slot) } }

    /// The set with this slot in it if it was not, and without it if it was.
    func toggling(_ slot: Slot) -> SlotSet {
        var other = self
        let bit: UInt64 = 1 &<< UInt64(slot.rawValue)
        if slot.rawValue < 64 { other.low ^= bit } else { other.high ^= bit }
        return other
    }
}
